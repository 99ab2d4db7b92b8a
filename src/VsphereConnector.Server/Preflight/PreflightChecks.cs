using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

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
            : [.. User(about), .. CheckKind(about, about.Guest)];
    }

    private IEnumerable<PreflightFinding> CheckKind(PreflightCase about, GuestFacts guest) => about.Question.Kind switch
    {
        OperationKind.InstallConnector => installation.Check(about, guest),
        var kind when OperationTarget.GoesByGuestOperations(kind) => InstallationChecks.CheckGuest(about, guest),
        _ => CheckWork(about, guest),
    };

    private static IEnumerable<PreflightFinding> User(PreflightCase about) => about.UserLacks switch
    {
        null => [],
        [] => [PreflightCode.UserMay.Of("You may do this here.")],
        var lacks => [PreflightCode.UserMayNot.Of($"You lack {string.Join(", ", lacks)} on '{about.Name}'.")],
    };

    // What goes over the connector's own channel needs no more than that it is there and can run.
    private static IEnumerable<PreflightFinding> CheckWork(PreflightCase about, GuestFacts guest) =>
        [GuestChecks.Power(about.Name, guest), ConnectorChecks.Check(about.Question, about.Name, about.Row, ConnectorVersion.Own)];
}
