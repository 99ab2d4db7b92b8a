using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>A list of host keys in the format of OpenSSH's <c>known_hosts</c>, which <c>ssh-keyscan</c> writes as well.</summary>
internal sealed class KnownHosts
{
    private readonly List<Line> _lines = [];
    private readonly List<string> _problems = [];

    /// <summary>What is wrong with lines that were left out.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public static KnownHosts Parse(string text)
    {
        var result = new KnownHosts();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            result.Add(line.Trim(), number);
        }

        return result;
    }

    /// <summary>The keys that a host may have; revoked ones are not among them.</summary>
    public IReadOnlyList<SshHostKey> For(string host, int port)
    {
        var name = port == SshTarget.DefaultPort ? host.ToLowerInvariant() : $"[{host.ToLowerInvariant()}]:{port}";
        var found = _lines.Where(line => Matches(line.Hosts, name)).ToList();
        var revoked = found.Where(line => line.Revoked).Select(line => line.Key.Blob).ToHashSet();
        return [.. found.Where(line => !line.Revoked && !revoked.Contains(line.Key.Blob)).Select(line => line.Key).Distinct()];
    }

    private void Add(string line, int number)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return;
        }

        var fields = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        var marker = fields[0] is "@cert-authority" or "@revoked" ? fields[0] : null;
        if (marker is not null)
        {
            fields = fields.Length == 2 ? fields[1].Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries) : [];
        }

        if (fields.Length == 2 && fields[0][0] != '@' && SshHostKey.TryParse(fields[1], out var key))
        {
            _lines.Add(new Line(fields[0], key with { IsAuthority = marker == "@cert-authority" }, marker == "@revoked"));
        }
        else
        {
            _problems.Add($"Line {number} is not HOSTS TYPE KEY.");
        }
    }

    private static bool Matches(string hosts, string name)
    {
        if (hosts.StartsWith("|1|", StringComparison.Ordinal))
        {
            return MatchesHash(hosts.Split('|'), name);
        }

        var matched = false;
        foreach (var pattern in hosts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var negated = pattern[0] == '!';
            if (FileSystemName.MatchesSimpleExpression(negated ? pattern.AsSpan(1) : pattern, name))
            {
                if (negated)
                {
                    return false;
                }

                matched = true;
            }
        }

        return matched;
    }

    /// <summary><c>|1|SALT|HMAC</c>: so that a stolen file does not tell which hosts there are.</summary>
    private static bool MatchesHash(string[] parts, string name)
    {
        Span<byte> salt = stackalloc byte[64], hash = stackalloc byte[64];
        if (parts.Length != 4 || !Convert.TryFromBase64String(parts[2], salt, out var saltLength) || !Convert.TryFromBase64String(parts[3], hash, out var hashLength))
        {
            return false;
        }

#pragma warning disable CA5350 // the format of OpenSSH; it hides names, and proves nothing
        return HMACSHA1.HashData(salt[..saltLength], Encoding.UTF8.GetBytes(name)).AsSpan().SequenceEqual(hash[..hashLength]);
#pragma warning restore CA5350
    }

    private sealed record Line(string Hosts, SshHostKey Key, bool Revoked);
}
