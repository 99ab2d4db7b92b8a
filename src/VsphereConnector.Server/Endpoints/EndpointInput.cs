using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Endpoints;

/// <summary>An endpoint as callers describe it.</summary>
internal record EndpointInput
{
    [Description("Unique among the endpoints, up to 200 characters.")]
    public string? Name { get; init; }

    [Description("A host name or an IP address.")]
    public string? Address { get; init; }

    [Description("Default: 22 for Ssh, 445 for Smb.")]
    public int? Port { get; init; }

    [Description("Linux or Windows.")]
    public string? OperatingSystem { get; init; }

    [Description("Ssh, Smb, or None where nothing but the connector's own channel leads there. Default: Ssh to Linux, Smb to Windows.")]
    public string? Driver { get; init; }

    [Description("The name of a stored credential: the account that installs. On Linux root or a sudoer, on Windows an administrator.")]
    public string? Credential { get; init; }

    [Description("The keys that the machine's sshd may have, each as ssh-keyscan prints it: TYPE BASE64.")]
    public IReadOnlyList<string>? HostKeys { get; init; }

    [Description("FirstUse: the key that is shown first is pinned. Pinned: only those in hostKeys. Default: Pinned where there are some.")]
    public string? HostKeyPolicy { get; init; }

    [Description("The name of the endpoint to go through by SSH.")]
    public string? Jump { get; init; }

    [Description("The account that the connector runs as. Default: root, on Windows SYSTEM.")]
    public string? RunAs { get; init; }

    [Description("Where vAgentManager is made. Default: what the server has configured.")]
    public string? ParentFolder { get; init; }

    [Description("Where an installation works. Default: what the server has configured.")]
    public string? TempFolder { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    public static EndpointInput Of(EndpointDefinition endpoint) => new()
    {
        Name = endpoint.Name,
        Address = endpoint.Address,
        Port = endpoint.Port,
        OperatingSystem = endpoint.OperatingSystem.ToString(),
        Driver = endpoint.Driver.ToString(),
        Credential = endpoint.Credential,
        HostKeys = endpoint.HostKeys == HostKeyList.Empty ? null : endpoint.HostKeys.Lines,
        HostKeyPolicy = endpoint.HostKeyPolicy.ToString(),
        Jump = endpoint.Jump,
        RunAs = endpoint.RunAs,
        ParentFolder = endpoint.ParentFolder,
        TempFolder = endpoint.TempFolder,
    };

    /// <summary>With what <paramref name="other"/> says where this one says nothing.</summary>
    public EndpointInput Or(EndpointInput other) => this with
    {
        Name = Name ?? other.Name,
        Address = Address ?? other.Address,
        Port = Port ?? other.Port,
        OperatingSystem = OperatingSystem ?? other.OperatingSystem,
        Driver = Driver ?? other.Driver,
        Credential = Credential ?? other.Credential,
        HostKeys = HostKeys ?? other.HostKeys,
        HostKeyPolicy = HostKeyPolicy ?? other.HostKeyPolicy,
        Jump = Jump ?? other.Jump,
        RunAs = RunAs ?? other.RunAs,
        ParentFolder = ParentFolder ?? other.ParentFolder,
        TempFolder = TempFolder ?? other.TempFolder,
    };

    /// <summary>Nothing instead of empty texts.</summary>
    public EndpointInput WithoutEmpty() => this with
    {
        Credential = NullIfEmpty(Credential),
        Jump = NullIfEmpty(Jump),
        RunAs = NullIfEmpty(RunAs),
        ParentFolder = NullIfEmpty(ParentFolder),
        TempFolder = NullIfEmpty(TempFolder),
    };

    /// <summary>For people: each field that differs, before and after.</summary>
    public IEnumerable<string> DifferencesTo(EndpointInput after) => Fields().Zip(after.Fields())
        .Where(pair => pair.First.Value != pair.Second.Value)
        .Select(pair => $"{pair.First.Name}: {pair.First.Value ?? "none"} → {pair.Second.Value ?? "none"}");

    private static string? NullIfEmpty(string? text) => text is { Length: 0 } ? null : text;

    private IEnumerable<(string Name, string? Value)> Fields() =>
    [
        ("name", Name), ("address", Address), ("port", Port?.ToString(CultureInfo.InvariantCulture)), ("operatingSystem", OperatingSystem),
        ("driver", Driver), ("credential", Credential), ("hostKeys", HostKeys is null ? null : string.Join("; ", HostKeys)),
        ("hostKeyPolicy", HostKeyPolicy), ("jump", Jump), ("runAs", RunAs), ("parentFolder", ParentFolder), ("tempFolder", TempFolder),
    ];
}

/// <summary>The body of a change: the endpoint as it is to be.</summary>
internal sealed record EndpointChange : EndpointInput
{
    public EndpointChange()
    {
    }

    [Description("The version that was read; refused where the endpoint has changed since.")]
    public long? Version { get; init; }

    public static EndpointChange To(EndpointInput wanted, long version) => new(wanted) { Version = version };

    private EndpointChange(EndpointInput wanted)
        : base(wanted)
    {
    }
}
