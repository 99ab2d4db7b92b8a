using System.Globalization;
using System.Text.RegularExpressions;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb.Samba;

/// <summary>A share as <c>smbclient</c> shows it.</summary>
internal sealed partial class SambaShare(SambaClient client, SambaSession session) : IShare
{
    // smbclient transfers from and to files, by their names in the connection's folder.
    private readonly string _transfer = Path.GetRandomFileName();

    private static readonly string[] Missing = ["NO_SUCH_FILE", "OBJECT_NAME_NOT_FOUND", "OBJECT_PATH_NOT_FOUND"];

    private string TransferPath => Path.Combine(client.Folder, _transfer);

    public bool IsOpen => session.IsOpen;

    public static async Task<IShare> OpenAsync(SambaClient client, string share, CancellationToken cancellationToken) =>
        new SambaShare(client, await SambaSession.OpenAsync(client, share, cancellationToken));

    public async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await using (var file = PrivateFile.Create(TransferPath))
            {
                await content.CopyToAsync(file, cancellationToken);
            }

            await RunAsync($"put {_transfer} {Quote(path)}", path, client.Options.TransferTimeout, cancellationToken);
        }
        finally
        {
            File.Delete(TransferPath);
        }
    }

    public async Task<bool> ReadAsync(string path, long from, Stream to, CancellationToken cancellationToken)
    {
        try
        {
            await using (var before = PrivateFile.Create(TransferPath))
            {
                before.SetLength(from); // smbclient goes on at its end; what is before takes no room
            }

            if (!await RunAsync($"reget {Quote(path)} {_transfer}", path, client.Options.TransferTimeout, cancellationToken, Missing))
            {
                return false;
            }

            await using var file = File.OpenRead(TransferPath);
            file.Position = from;
            await file.CopyToAsync(to, cancellationToken);
            return true;
        }
        finally
        {
            File.Delete(TransferPath);
        }
    }

    public async Task<IReadOnlyList<SmbEntry>> ListAsync(string pattern, CancellationToken cancellationToken)
    {
        var lines = await session.RunAsync($"ls {Quote(pattern)}", client.Options.CommandTimeout, cancellationToken);
        var entries = lines.Select(ReadEntry).OfType<SmbEntry>().ToList();
        var others = lines.Where(line => ReadEntry(line) is null);
        Check(others, pattern, Missing);
        return entries;
    }

    public Task MakeFolderAsync(string path, CancellationToken cancellationToken) =>
        RunAsync($"mkdir {Quote(path)}", path, client.Options.CommandTimeout, cancellationToken, "OBJECT_NAME_COLLISION");

    public Task RemoveFileAsync(string path, CancellationToken cancellationToken) =>
        RunAsync($"del {Quote(path)}", path, client.Options.CommandTimeout, cancellationToken, Missing);

    public Task RemoveFolderAsync(string path, CancellationToken cancellationToken) =>
        RunAsync($"deltree {Quote(path)}", path, client.Options.CommandTimeout, cancellationToken, Missing);

    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>A line of <c>ls</c>; null: it is none, or the folder itself.</summary>
    internal static SmbEntry? ReadEntry(string line) =>
        Entry().Match(line) is { Success: true } match && match.Groups["name"].Value is var name and not ("." or "..")
        && long.TryParse(match.Groups["length"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new SmbEntry(name, match.Groups["attributes"].Value.Contains('D', StringComparison.Ordinal), length)
            : null;

    /// <summary>Names of Windows have no quotation marks; smbclient knows no other way to write them.</summary>
    private static string Quote(string path) =>
        path.AsSpan().ContainsAny('"', '\n', '\r') ? throw new ArgumentException("This is no path of Windows.", nameof(path)) : $"\"{path}\"";

    /// <summary>False where it ended with one of the statuses that are no failure.</summary>
    private async Task<bool> RunAsync(string command, string path, TimeSpan limit, CancellationToken cancellationToken, params string[] fine) =>
        Check(await session.RunAsync(command, limit, cancellationToken), path, fine);

    private bool Check(IEnumerable<string> lines, string path, params string[] fine)
    {
        var failure = lines.FirstOrDefault(line => SmbStatus.Find(line) is not null);
        if (failure is null)
        {
            return true;
        }

        var status = SmbStatus.Find(failure)!;
        return fine.Contains(status) ? false : throw SmbErrors.OfFile(client.Target, path, status, OutputText.LastLine(failure));
    }

    [GeneratedRegex(@"^  (?<name>.+?) +(?<attributes>[A-Z]*) +(?<length>\d+)  [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();
}
