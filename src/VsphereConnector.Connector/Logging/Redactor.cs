using System.Text.RegularExpressions;

namespace VsphereConnector.Connector.Logging;

/// <summary>
/// Takes secrets out of text, line by line: keys in PEM, passwords, tokens, credentials in addresses. It rather takes too much than too
/// little. One instance reads one text, as a key spans lines.
/// </summary>
internal sealed partial class Redactor
{
    public const string Mark = "[removed]";

    /// <summary>What no pattern may take longer than: a line that does is taken out as a whole.</summary>
    private const int TimeoutMilliseconds = 1000;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    private const string SecretName =
        @"[\w.-]*(passw(or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|set-cookie|cookie)[\w.-]*";

    private bool _isInKey;

    public string Redact(string line)
    {
        if (_isInKey)
        {
            _isInKey = !line.Contains("-----END", StringComparison.Ordinal);
            return Mark;
        }

        var key = PrivateKey().Match(line);
        if (key.Success)
        {
            _isInKey = line.IndexOf("-----END", key.Index, StringComparison.Ordinal) < 0;
            return $"{RedactText(line[..key.Index])}{Mark}";
        }

        return RedactText(line);
    }

    private static string RedactText(string line)
    {
        try
        {
            line = Authorization().Replace(line, $"${{name}}{Mark}");
            line = Scheme().Replace(line, $"${{name}}{Mark}");
            line = Value().Replace(line, $"${{name}}{Mark}");
            line = Option().Replace(line, $"${{name}}{Mark}");
            line = Address().Replace(line, $"${{name}}{Mark}@");
            return Known().Replace(line, Mark);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mark;
        }
    }

    [GeneratedRegex("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex PrivateKey();

    /// <summary>A header: all that follows.</summary>
    [GeneratedRegex(@"(?<name>\b(proxy-)?authorization[""']?\s*[:=]\s*).+", Options, TimeoutMilliseconds)]
    private static partial Regex Authorization();

    [GeneratedRegex(@"(?<name>\b(Bearer|Basic|Negotiate|NTLM)\s+)[A-Za-z0-9+/=._~-]{8,}", Options, TimeoutMilliseconds)]
    private static partial Regex Scheme();

    /// <summary>password=…, "token": "…", secret: '…'.</summary>
    [GeneratedRegex(
        @"(?<name>\b" + SecretName + @"\\?[""']?\s*[:=]\s*)(""(\\.|[^""\\])*""?|'[^']*'?|\\""((?!\\"").)*(\\"")?|[^\s,;&}\]]+)",
        Options, TimeoutMilliseconds)]
    private static partial Regex Value();

    /// <summary>--password …</summary>
    [GeneratedRegex(@"(?<name>(^|\s)[-/]{1,2}" + SecretName + @"\s+)(""[^""]*""?|'[^']*'?|[^\s-]\S*)", Options, TimeoutMilliseconds)]
    private static partial Regex Option();

    /// <summary>https://name:password@host.</summary>
    [GeneratedRegex(@"(?<name>\b[a-z][a-z0-9+.-]*://)[^/\s@]+@", Options, TimeoutMilliseconds)]
    private static partial Regex Address();

    /// <summary>JSON Web Tokens, and keys that are known by how they look.</summary>
    [GeneratedRegex(
        @"\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Known();
}
