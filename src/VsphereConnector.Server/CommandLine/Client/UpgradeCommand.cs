using System.CommandLine;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>upgrade</c>: another version in the connector's place.</summary>
internal static class UpgradeCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<string> Program = new("--program") { Description = $"The program vlink for the endpoint's system: {PackageUpload.Takes}.", HelpName = "file|sha256", Required = true };

    private static readonly Option<string?> Version = new("--expect-version") { Description = "The version that it must be.", HelpName = "version" };

    private static readonly Option<int> Trial = new("--trial")
    {
        Description = "How long the new connector may take to reach the server, before the old one comes back (5-600).",
        HelpName = "seconds",
        DefaultValueFactory = _ => UpgradeConnectorParameters.DefaultTrialSeconds,
    };

    public static Command Create() => new Command(
        "upgrade",
        """
        Puts another version in the connector's place, over its own channel. One that does not reach the server goes back by itself.

        Example: vsphere-connector upgrade web-01 web-02 --program artifacts/connector/linux-x64/vlink
        """)
    {
        Machines, Program, Version, Trial,
    }.WithSubmission(Machines, async (call, parsed, cancellationToken) =>
    {
        var program = await PackageUpload.ResolveAsync(call.Client, call.Printer, parsed.GetValue(Program)!, cancellationToken);
        return SubmissionArguments.Operation(OperationKind.UpgradeConnector, new UpgradeConnectorParameters
        {
            Sha256 = program.Sha256,
            Version = parsed.GetValue(Version),
            TrialSeconds = parsed.GetValue(Trial),
        });
    });
}
