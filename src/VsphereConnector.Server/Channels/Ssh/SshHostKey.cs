using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>A host's public key, as a line of <c>known_hosts</c> has it.</summary>
/// <param name="Type">Such as <c>ssh-ed25519</c>.</param>
/// <param name="Blob">The key, in Base64.</param>
/// <param name="IsAuthority">The key does not belong to the host: it signs the keys of hosts.</param>
internal sealed record SshHostKey(string Type, string Blob, bool IsAuthority = false)
{
    private const int MaxBlobLength = 16 * 1024;

    /// <summary>As OpenSSH shows it: <c>SHA256:</c> and Base64 without its padding.</summary>
    public string Fingerprint => $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Blob))).TrimEnd('=')}";

    public override string ToString() => $"{Type} {Fingerprint}";

    /// <summary>Reads <c>TYPE BASE64</c>; a comment may follow.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SshHostKey? key)
    {
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        key = fields.Length >= 2 && IsOfType(fields[1], fields[0]) ? new SshHostKey(fields[0], fields[1]) : null;
        return key is not null;
    }

    /// <summary>A key begins with the name of its own type.</summary>
    private static bool IsOfType(string blob, string type)
    {
        var bytes = new byte[MaxBlobLength];
        return Convert.TryFromBase64String(blob, bytes, out var length) && length > sizeof(int)
            && blob.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')
            && BinaryPrimitives.ReadInt32BigEndian(bytes) is var nameLength && nameLength > 0 && nameLength < length - sizeof(int)
            && Encoding.ASCII.GetString(bytes, sizeof(int), nameLength) == type;
    }
}

/// <summary>Which keys of a host are accepted.</summary>
/// <param name="Known">The pinned keys. Once there is one, no other is accepted.</param>
/// <param name="FirstUse">
/// Asked about the key of a host that has none pinned, before any secret is sent. It keeps the key and says yes, or says no. Null: unknown
/// hosts are refused.
/// </param>
internal sealed record SshHostKeyPolicy(IReadOnlyList<SshHostKey> Known, Func<SshHostKey, CancellationToken, ValueTask<bool>>? FirstUse = null);
