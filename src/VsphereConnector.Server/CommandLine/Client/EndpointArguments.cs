using System.CommandLine;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Endpoints;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>The flags that describe registered endpoints.</summary>
internal static class EndpointArguments
{
    private static readonly Option<int?> Port = new("--port") { Description = "Default: 22 for SSH, 445 for SMB." };

    private static readonly Option<string?> System = new("--os") { Description = "Linux or Windows.", HelpName = "system" };

    private static readonly Option<string?> Driver = new("--driver") { Description = "Ssh, Smb or None. Default: Ssh to Linux, Smb to Windows." };

    private static readonly Option<string?> Credential = new("--credential")
    {
        Description = "The stored credential that installs: root or a sudoer on Linux, an administrator on Windows.",
        HelpName = "name",
    };

    private static readonly Option<FileInfo?> KnownHostsFile = new("--known-hosts")
    {
        Description = "A file as ssh-keyscan writes it: machines that are in it are pinned to their keys there.",
        HelpName = "file",
    };

    private static readonly Option<string?> HostKeyPolicy = new("--host-key-policy") { Description = "FirstUse or Pinned. Default: Pinned where a key is given." };

    private static readonly Option<string?> Jump = new("--jump") { Description = "The endpoint to go through by SSH.", HelpName = "name" };

    private static readonly Option<string?> RunAs = new("--run-as") { Description = "The account that the connector runs as. Default: root, or SYSTEM.", HelpName = "account" };

    private static readonly Option<string?> ParentFolder = new("--parent-folder") { Description = "Where vAgentManager is made.", HelpName = "path" };

    private static readonly Option<string?> TempFolder = new("--temp-folder") { Description = "Where an installation works.", HelpName = "path" };

    public static Command WithEndpoint(this Command command)
    {
        foreach (var option in new Option[] { System, Credential, Port, Driver, KnownHostsFile, HostKeyPolicy, Jump, RunAs, ParentFolder, TempFolder })
        {
            command.Options.Add(option);
        }

        return command;
    }

    public static EndpointInput Read(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(Port),
        OperatingSystem = parsed.GetValue(System),
        Driver = parsed.GetValue(Driver),
        Credential = parsed.GetValue(Credential),
        HostKeyPolicy = parsed.GetValue(HostKeyPolicy),
        Jump = parsed.GetValue(Jump),
        RunAs = parsed.GetValue(RunAs),
        ParentFolder = parsed.GetValue(ParentFolder),
        TempFolder = parsed.GetValue(TempFolder),
    };

    /// <summary>The keys of the file of known hosts that is given; null where none is.</summary>
    public static async Task<KnownHosts?> ReadKnownHostsAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(KnownHostsFile) is { } file ? KnownHosts.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken)) : null;

    /// <summary>With the keys that the file of known hosts has for it.</summary>
    public static EndpointInput With(this EndpointInput endpoint, KnownHosts? known) =>
        known?.For(endpoint.Address ?? "", endpoint.Port ?? SshTarget.DefaultPort) is { Count: > 0 } keys
            ? endpoint with { HostKeys = HostKeyList.Of(keys).Lines }
            : endpoint;
}
