using System.Net;
using Microsoft.AspNetCore.Http;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Configuration;

/// <summary>What the options must satisfy beyond their types; everything that does not is told at once.</summary>
internal static class ServerOptionsRules
{
    public static IEnumerable<ConfigurationProblem> Check(ServerOptions options) =>
    [
        .. Present("DataFolder", options.DataFolder),
        .. CheckKeys(options.Keys),
        .. CheckListen(options.Listen),
        .. CheckList("VCenters", options.VCenters, vCenter => vCenter.Name, CheckVCenter),
        .. CheckList("GuestLogons", options.GuestLogons, logon => logon.Name, CheckGuestLogon),
        .. CheckOperations(options.Operations),
        .. CheckDeployment(options.Deployment),
        .. CheckRules(options.Rules),
        .. CheckPlugin(options.Plugin),
        .. Range("Ssh:Port", options.Ssh.Port, 1, 65_535),
        .. options.Ssh.Ports.SelectMany(entry => Range($"Ssh:Ports:{entry.Key}", entry.Value, 1, 65_535)),
    ];

    private static IEnumerable<ConfigurationProblem> CheckKeys(KeyOptions keys) =>
    [
        .. string.IsNullOrEmpty(keys.CertificateFile) == string.IsNullOrEmpty(keys.KeyFile)
            ? []
            : new[] { new ConfigurationProblem(string.IsNullOrEmpty(keys.KeyFile) ? "Keys:KeyFile" : "Keys:CertificateFile", null, "CertificateFile and KeyFile go together") },
        .. Exists("Keys:CertificateFile", keys.CertificateFile),
        .. Secret("Keys:KeyFile", keys.KeyFile),
    ];

    private static IEnumerable<ConfigurationProblem> CheckListen(ListenOptions listen)
    {
        const string Address = "must be an address such as https://127.0.0.1:8443, https://*:443 or https://10.0.0.5:8443";
        if (!TryParse(listen.Api, out var api))
        {
            yield return new("Listen:Api", listen.Api, Address);
        }
        else if (api is { Scheme: "http" } && !IsLoopback(api.Host))
        {
            yield return new("Listen:Api", listen.Api, "http is allowed on a loopback address only, because callers send tokens; use https");
        }

        if (!TryParse(listen.Connectors, out var connectors) || connectors is not { Scheme: "https" })
        {
            yield return new("Listen:Connectors", listen.Connectors, Address);
        }

        foreach (var (url, index) in listen.PublicUrls.Select((url, index) => (url, index)))
        {
            foreach (var problem in PublicUrl($"Listen:PublicUrls:{index}", url))
            {
                yield return problem;
            }
        }

        if (listen.CertificateFile is null != listen.KeyFile is null)
        {
            yield return new(
                listen.KeyFile is null ? "Listen:KeyFile" : "Listen:CertificateFile",
                null,
                "CertificateFile and KeyFile go together; with neither the server's own CA issues a certificate");
        }

        foreach (var problem in Exists("Listen:CertificateFile", listen.CertificateFile).Concat(Secret("Listen:KeyFile", listen.KeyFile)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<ConfigurationProblem> CheckVCenter(string key, VCenterOptions vCenter)
    {
        if (!Uri.TryCreate(vCenter.Url, UriKind.Absolute, out var uri) || uri.Scheme != "https" || uri.UserInfo.Length > 0)
        {
            yield return new($"{key}:Url", vCenter.Url, "must be a URL such as https://vcenter.example, without user or password");
        }

        if (vCenter.Thumbprint is { } thumbprint && !IsThumbprint(thumbprint))
        {
            yield return new($"{key}:Thumbprint", thumbprint, "must be the certificate's SHA-256 or SHA-1 thumbprint: 64 or 40 hexadecimal digits");
        }

        if (vCenter.SecurityTokenService is { } tokens && !(Uri.TryCreate(tokens, UriKind.Absolute, out var service) && service.Scheme == "https"))
        {
            yield return new($"{key}:SecurityTokenService", tokens, "must be a URL such as https://vcenter.example/sts/STSService");
        }

        if (vCenter is { Thumbprint: not null, CertificateAuthorityFile: not null })
        {
            yield return new($"{key}:Thumbprint", vCenter.Thumbprint, "give a thumbprint or a CertificateAuthorityFile, not both");
        }

        foreach (var problem in Exists($"{key}:CertificateAuthorityFile", vCenter.CertificateAuthorityFile).Concat(CheckAccount(key, vCenter)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<ConfigurationProblem> CheckAccount(string key, VCenterOptions vCenter) => vCenter switch
    {
        { CertificateFile: null or "", KeyFile: null or "" } => CheckLogon(key, vCenter.Username, vCenter.PasswordFile),
        { PasswordFile.Length: > 0 } => [new($"{key}:PasswordFile", vCenter.PasswordFile, "give a password or a certificate with its key, not both")],
        _ =>
        [
            .. Present($"{key}:CertificateFile", vCenter.CertificateFile),
            .. Present($"{key}:KeyFile", vCenter.KeyFile),
            .. Exists($"{key}:CertificateFile", vCenter.CertificateFile),
            .. Secret($"{key}:KeyFile", vCenter.KeyFile),
        ],
    };

    private static IEnumerable<ConfigurationProblem> CheckGuestLogon(string key, GuestLogonOptions logon) => logon switch
    {
        { Alias: false } => CheckLogon(key, logon.Username, logon.PasswordFile),
        { PasswordFile: { } file } => [.. Present($"{key}:Username", logon.Username), new($"{key}:PasswordFile", file, "a logon by alias has no password")],
        _ => Present($"{key}:Username", logon.Username),
    };

    private static IEnumerable<ConfigurationProblem> CheckLogon(string key, string username, string? passwordFile) =>
    [
        .. Present($"{key}:Username", username),
        .. Present($"{key}:PasswordFile", passwordFile),
        .. Secret($"{key}:PasswordFile", passwordFile),
    ];

    private static IEnumerable<ConfigurationProblem> CheckOperations(OperationsOptions operations) =>
    [
        .. Range("Operations:Concurrency", operations.Concurrency, 1, 10_000),
        .. Range("Operations:RetentionDays", operations.RetentionDays, 1, 36_500),
        .. Range("Operations:Lease", operations.Lease, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
        .. operations.Timeouts.SelectMany(timeout => Range($"Operations:Timeouts:{timeout.Key}", timeout.Value, Limits.TimeoutLeast, Limits.TimeoutMost)),
    ];

    private static IEnumerable<ConfigurationProblem> CheckDeployment(DeploymentOptions deployment) =>
    [
        .. Range("Deployment:PerHost", deployment.PerHost, 1, 1_000),
        .. Range("Deployment:PerVCenter", deployment.PerVCenter, 1, 10_000),
        .. Range("Deployment:PollFirst", deployment.PollFirst, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        .. Range("Deployment:PollMost", deployment.PollMost, deployment.PollFirst, TimeSpan.FromMinutes(5)),
        .. Range("Deployment:RetryFirst", deployment.RetryFirst, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        .. Range("Deployment:RetryMost", deployment.RetryMost, deployment.RetryFirst, TimeSpan.FromMinutes(5)),
        .. Range("Deployment:CallTimeout", deployment.CallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        .. Range("Deployment:EnrolmentTokenLifetime", deployment.EnrolmentTokenLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24)),
        .. Present("Deployment:WindowsTempFolder", deployment.WindowsTempFolder),
        .. deployment.ConnectorPrograms.SelectMany(program => Exists($"Deployment:ConnectorPrograms:{program.Key}", program.Value)),
    ];

    private static IEnumerable<ConfigurationProblem> CheckRules(RulesOptions rules) =>
    [
        .. Range("Rules:AtOnce", rules.AtOnce, 1, 10_000),
        .. Range("Rules:PerHost", rules.PerHost, 1, 1000),
        .. Range("Rules:PollInterval", rules.PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        .. Range("Rules:RereadInterval", rules.RereadInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. Range("Rules:EventOverlap", rules.EventOverlap, TimeSpan.FromSeconds(10), TimeSpan.FromHours(24)),
        .. Range("Rules:EventPatience", rules.EventPatience, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. Range("Rules:RetentionDays", rules.RetentionDays, 1, 36_500),
    ];

    private static IEnumerable<ConfigurationProblem> CheckPlugin(PluginOptions plugin) =>
    [
        .. plugin.PublicUrl is { } url ? PublicUrl("Plugin:PublicUrl", url) : [],
        .. Present("Plugin:AdminEmail", plugin.AdminEmail),
    ];

    private static IEnumerable<ConfigurationProblem> PublicUrl(string key, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "https", AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" }
            ? []
            : [new(key, url, "must be a URL such as https://connector.example:443, without a path")];

    private static IEnumerable<ConfigurationProblem> CheckList<T>(
        string key,
        IList<T> items,
        Func<T, string> name,
        Func<string, T, IEnumerable<ConfigurationProblem>> check)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < items.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(name(items[i])))
            {
                yield return new($"{key}:{i}:Name", null, "a short name that requests and records use");
            }
            else if (!names.Add(name(items[i])))
            {
                yield return new($"{key}:{i}:Name", name(items[i]), "must differ from the other names in this list");
            }

            foreach (var problem in check($"{key}:{i}", items[i]))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> Present(string key, string? value) =>
        string.IsNullOrWhiteSpace(value) ? [new(key, null, "it must be set")] : [];

    private static IEnumerable<ConfigurationProblem> Exists(string key, string? path) =>
        path is null || File.Exists(path) ? [] : [new(key, path, "there is no such file, or it cannot be seen by this account")];

    private static IEnumerable<ConfigurationProblem> Secret(string key, string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return [];
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return File.Exists(path) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None
            ? [new(key, path, "other accounts can read or write this file; run chmod 600 on it")]
            : Exists(key, path);
    }

    private static IEnumerable<ConfigurationProblem> Range<T>(string key, T value, T least, T most)
        where T : struct, IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? [] : [new(key, value.ToString(), $"must be from {least} to {most}")];

    private static bool IsThumbprint(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length is 40 or 64 && digits.All(char.IsAsciiHexDigit);
    }

    private static bool TryParse(string text, out BindingAddress? address)
    {
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            address = null;
        }

        return address is { Scheme: "http" or "https", PathBase: "" }
            && (address.Host is "*" or "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _));
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
