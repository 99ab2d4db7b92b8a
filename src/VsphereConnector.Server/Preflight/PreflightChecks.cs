using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Preflight;

/// <summary>What stands against an operation on a machine, by its kind.</summary>
internal sealed class PreflightChecks(InstallationChecks installation)
{
    public IEnumerable<PreflightFinding> Check(PreflightCase about)
    {
        var vCenter = about.Machine.VCenter;
        if (about.VCenter.Trouble is { } trouble)
        {
            return [PreflightCode.VCenterUnreachable.Of($"{vCenter} does not answer: {trouble}")];
        }

        return about.Guest is null
            ? [PreflightCode.Gone.Of($"'{about.Name}' is not in {vCenter} any more.")]
            : [.. User(about), .. about.Question.Kind == OperationKind.InstallConnector ? installation.Check(about, about.Guest) : CheckWork(about, about.Guest)];
    }

    private static IEnumerable<PreflightFinding> User(PreflightCase about) => about.UserLacks switch
    {
        null => [],
        [] => [PreflightCode.UserMay.Of("You may do this here.")],
        var lacks => [PreflightCode.UserMayNot.Of($"You lack {string.Join(", ", lacks)} on '{about.Name}'.")],
    };

    // What goes over the connector's own channel needs no more than that it is there and can run.
    private static IEnumerable<PreflightFinding> CheckWork(PreflightCase about, GuestFacts guest) =>
    [
        .. GuestChecks.Check(about.Name, guest).Where(finding => finding.Code == PreflightCode.PoweredOff.Name || finding.Code == PreflightCode.PoweredOn.Name),
        ConnectorChecks.Check(about, ConnectorVersion.Own),
    ];
}
