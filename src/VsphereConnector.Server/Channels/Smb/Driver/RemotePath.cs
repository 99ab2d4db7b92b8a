namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>A full path of a Windows machine, as an administrator's shares lead there.</summary>
/// <param name="Share">Such as <c>C$</c>.</param>
/// <param name="Path">On the share, with backslashes.</param>
internal sealed record RemotePath(string Share, string Path)
{
    /// <exception cref="SmbException">It is no full path on a drive.</exception>
    public static RemotePath Of(string path) => path is [var drive, ':', '\\', .. var rest] && char.IsAsciiLetter(drive) && !path.Contains("..", StringComparison.Ordinal)
        ? new RemotePath($"{char.ToUpperInvariant(drive)}$", rest)
        : throw SmbErrors.BadTarget($"'{path}' is not on a drive of that machine.", "Use a folder on a local drive.");
}
