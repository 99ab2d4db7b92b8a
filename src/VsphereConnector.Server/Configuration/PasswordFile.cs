namespace VsphereConnector.Server.Configuration;

/// <summary>A file that holds a password in its first line, so that it is in no argument, environment or configuration.</summary>
internal static class PasswordFile
{
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path);
        return await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } password
            ? password
            : throw new InvalidDataException($"The password file '{path}' is empty.");
    }
}
