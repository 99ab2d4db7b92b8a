using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>deploy</c>: installs the connector on machines.</summary>
internal static class DeployCommand
{
    private static readonly Argument<string[]> Machines = new("vm")
    {
        Description = "Virtual machines, each by its name, its managed object id (vm-58) or its instance UUID; or endpoints.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> ParentFolder = new("--parent-folder") { Description = "Where vAgentManager is made. Default: /usr/local/intigua.", HelpName = "path" };

    private static readonly Option<string?> TempFolder = new("--temp-folder") { Description = "Where the installation works. Default: /var/jetpatch-temp, else /tmp.", HelpName = "path" };

    private static readonly Option<string?> Proxy = new("--proxy") { Description = "A proxy between guest and server, such as http://proxy:3128.", HelpName = "url" };

    private static readonly Option<string?> RunAs = new("--run-as") { Description = "The account that the connector runs as. Default: the one that installs it; on Windows SYSTEM.", HelpName = "account" };

    private static readonly Option<string?> Program = new("--program")
    {
        Description = $"The program to install instead of the server's own: {PackageUpload.Takes}.",
        HelpName = "file|sha256",
    };

    private static readonly Option<bool> Reinstall = new("--reinstall") { Description = "Install also where a connector answers already." };

    public static Command Create()
    {
        var command = new Command(
            "deploy",
            """
            Installs the connector into virtual machines by VMware Tools guest operations, or by SSH where those cannot and a stored credential
            holds the machine; on registered endpoints by SSH, to Windows by SMB. Follows it step by step.

            Examples:
              vsphere-connector deploy --folder Prod/Web
              vsphere-connector deploy web-01 --guest-user root --guest-password-file root.password
              vsphere-connector deploy web-01 web-02 vm-58 --guest-logon linux-root --no-wait
              vsphere-connector deploy web-03 --guest-logon linux-root --run-as jetuser
              vsphere-connector deploy --endpoint web-01.example
            """)
        {
            Machines, ParentFolder, TempFolder, Proxy, RunAs, Program, Reinstall,
        };
        return command.WithGuestLogon().WithSubmission(Machines, DescribeAsync);
    }

    private static async Task<SubmitOperation> DescribeAsync(ServerCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var program = parsed.GetValue(Program) is { } named ? await PackageUpload.ResolveAsync(call.Client, call.Printer, named, cancellationToken) : null;
        var parameters = new InstallConnectorParameters
        {
            ParentFolder = parsed.GetValue(ParentFolder),
            TempFolder = parsed.GetValue(TempFolder),
            Proxy = parsed.GetValue(Proxy),
            RunAs = parsed.GetValue(RunAs),
            Sha256 = program?.Sha256,
            Reinstall = parsed.GetValue(Reinstall),
        };
        return new SubmitOperation
        {
            Kind = nameof(OperationKind.InstallConnector),
            Parameters = JsonSerializer.SerializeToElement(parameters, ApiJson.Options),
            GuestLogon = await GuestLogonArguments.ReadAsync(parsed, cancellationToken),
        };
    }
}
