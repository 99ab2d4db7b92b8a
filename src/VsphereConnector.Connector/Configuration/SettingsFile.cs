using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Configuration;

/// <summary>Reads and checks <see cref="ConnectorSettings"/>.</summary>
internal static class SettingsFile
{
    private const int LeastTimeoutSeconds = 10, MostTimeoutSeconds = 600;

    /// <exception cref="ConfigurationException">All that is wrong, in one message.</exception>
    public static ConnectorSettings Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            var settings = JsonSerializer.Deserialize(content, ContractsJson.Default.ConnectorSettings);
            return settings is null ? throw new ConfigurationException("The settings are empty.") : Checked(settings);
        }
        catch (JsonException exception)
        {
            // The message of the parser may quote the content, and with it the token.
            throw new ConfigurationException($"The settings are not what is expected, at {exception.Path ?? "their beginning"}.");
        }
    }

    private static ConnectorSettings Checked(ConnectorSettings settings)
    {
        var errors = Errors(settings).ToList();
        return errors.Count == 0 ? settings : throw new ConfigurationException($"The settings are wrong: {string.Join(" ", errors)}");
    }

    /// <summary>Everything that is wrong.</summary>
    public static IEnumerable<string> Errors(ConnectorSettings settings)
    {
        if (settings.ServerUrls is not { Count: > 0 })
        {
            yield return "serverUrls names no server.";
        }

        foreach (var url in settings.ServerUrls ?? [])
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            {
                yield return $"serverUrls: '{url}' is not an address such as https://connector.example:443.";
            }
        }

        if (settings.Proxy is { } proxy && (!Uri.TryCreate(proxy, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp))
        {
            yield return "proxy is not an address such as http://proxy:3128.";
        }

        if (settings.EnrolmentTimeoutSeconds is < LeastTimeoutSeconds or > MostTimeoutSeconds)
        {
            yield return $"enrolmentTimeoutSeconds is not within {LeastTimeoutSeconds} and {MostTimeoutSeconds}.";
        }

        if (!IsCertificate(settings.CertificateAuthority))
        {
            yield return "certificateAuthority is not a certificate in PEM.";
        }

        foreach (var error in RangeErrors(settings))
        {
            yield return error;
        }

        if (settings.TempFolder is { } temp && !IsFullPath(temp))
        {
            yield return "tempFolder is not a full path.";
        }

        if (settings.ParentFolder is { } parent && !IsFullPath(parent))
        {
            yield return "parentFolder is not a full path.";
        }
    }

    private static IEnumerable<string> RangeErrors(ConnectorSettings settings)
    {
        (string Key, long Value, long Least, long Most)[] ranges =
        [
            ("keepAliveSeconds", settings.KeepAliveSeconds, 5, 300),
            ("maxCpuPercent", settings.MaxCpuPercent, 1, 100),
            ("maxMemoryKB", settings.MaxMemoryKB, 64 * 1024, 1024L * 1024 * 1024),
        ];
        foreach (var (key, value, least, most) in ranges.Where(range => range.Value < range.Least || range.Value > range.Most))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{key} is {value}, and must be from {least} to {most}.");
        }

        if (!Enum.IsDefined(settings.LogLevel))
        {
            yield return $"logLevel is none of {string.Join(", ", Enum.GetNames<ConnectorLogLevel>())}.";
        }
    }

    private static bool IsFullPath(string path) =>
        !path.AsSpan().ContainsAny("\n\r\0\"'") && path.TrimEnd('/').Length > 0 && (path[0] == '/' || (path.Length > 3 && path[1] == ':' && path[2] == '\\'));

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
