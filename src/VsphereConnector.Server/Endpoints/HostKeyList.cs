using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Endpoints;

/// <summary>Host keys as a text: a line for each, <c>TYPE BASE64</c>, after <c>@cert-authority</c> where the key signs the keys of hosts.</summary>
internal sealed record HostKeyList
{
    private const string AuthorityMark = "@cert-authority ";

    private HostKeyList(string text) => Text = text;

    public static HostKeyList Empty { get; } = new("");

    public string Text { get; }

    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<SshHostKey> Keys => [.. Lines.Select(line => Read(line)!)];

    public static HostKeyList Of(IEnumerable<SshHostKey> keys) => new(string.Join('\n', keys.Distinct().Select(Write)));

    /// <summary>Reads such lines; a comment may follow each.</summary>
    /// <exception cref="FormatException">A line is no key; the message has its number.</exception>
    public static HostKeyList Parse(IEnumerable<string> lines) => Of(lines.Select((line, index) =>
        Read(line.Trim()) ?? throw new FormatException($"Host key {index + 1} is not TYPE BASE64, as ssh-keyscan prints it behind the host's name.")));

    private static SshHostKey? Read(string line)
    {
        var authority = line.StartsWith(AuthorityMark, StringComparison.Ordinal);
        return SshHostKey.TryParse(authority ? line[AuthorityMark.Length..] : line, out var key) ? key with { IsAuthority = authority } : null;
    }

    private static string Write(SshHostKey key) => $"{(key.IsAuthority ? AuthorityMark : "")}{key.Type} {key.Blob}";
}
