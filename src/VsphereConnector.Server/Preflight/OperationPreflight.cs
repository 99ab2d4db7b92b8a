using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Preflight;

/// <summary>
/// Tells before an operation what would stand against it. It only reads: vCenter in a few calls however many machines are asked about, the
/// ESXi hosts by a connection each, the database; no guest is logged on to.
/// </summary>
internal sealed class OperationPreflight(
    PreflightTargets targets,
    VirtualMachineCatalog catalog,
    VCenters vCenters,
    HostReachability hosts,
    UserPrivileges privileges,
    PreflightChecks checks,
    Database database,
    TimeProvider time)
{
    /// <exception cref="RequestProblemException">The caller's session has ended, or vCenter does not answer as it should.</exception>
    public async Task<PreflightResult> RunAsync(Caller caller, PreflightQuestion question, CancellationToken cancellationToken)
    {
        if (question.Targets.Count == 0)
        {
            return new PreflightResult([], [], Truncated: false);
        }

        var resolved = await targets.ResolveAsync(caller, question.Targets, cancellationToken);
        var lacks = await ReadLacksAsync(caller, question, resolved.Machines, cancellationToken);
        var facts = await ReadVCentersAsync(resolved.Machines, cancellationToken);
        var answers = await TryHostsAsync(question, facts.Values, cancellationToken);
        var uuids = resolved.Machines.Select(entry => entry.Machine.InstanceUuid).ToList();
        var (rows, busy) = await database.ReadAsync(
            connection => (FleetTable.Rows(connection, uuids), FleetTable.Busy(connection, uuids)), cancellationToken);
        return new PreflightResult([.. resolved.Machines.Select(Judge)], resolved.Unresolved, resolved.Truncated);

        PreflightItem Judge(PreflightMachine entry)
        {
            var vCenter = facts[entry.Machine.VCenter];
            var guest = vCenter.Guests.GetValueOrDefault(entry.Machine.Reference.Value);
            var about = new PreflightCase
            {
                Question = question,
                Machine = entry.Machine,
                VCenter = vCenter,
                Guest = guest,
                UserLacks = lacks?.Invoke(entry.Machine.Reference),
                Row = rows.GetValueOrDefault(entry.Machine.InstanceUuid),
                Busy = busy.Contains(entry.Machine.InstanceUuid),
                Twin = catalog.FindKnownTwin(entry.Machine),
                Host = guest?.HostName is { } host ? answers.GetValueOrDefault(host) : null,
            };
            return new PreflightItem(ListedVirtualMachine.Of(entry.Machine, entry.Tree, rows), [.. checks.Check(about)]);
        }
    }

    // A user's machines are all in the vCenter of the session.
    private async Task<Func<ManagedObjectReference, IReadOnlyList<string>>?> ReadLacksAsync(
        Caller caller, PreflightQuestion question, IReadOnlyList<PreflightMachine> machines, CancellationToken cancellationToken)
    {
        if (caller.Session is not { } session)
        {
            return null;
        }

        var required = RequiredPrivileges.For(question.Kind);
        var answer = await privileges.AskAsync(session, [.. machines.Select(entry => entry.Machine.Reference)], [required], cancellationToken);
        return machine => answer.Missing(machine, required);
    }

    private async Task<IReadOnlyDictionary<string, VCenterFacts>> ReadVCentersAsync(
        IReadOnlyList<PreflightMachine> machines, CancellationToken cancellationToken)
    {
        var read = machines.GroupBy(entry => entry.Machine.VCenter).Select(async group => (
            group.Key,
            await VCenterFacts.ReadAsync(vCenters.Get(group.Key), [.. group.Select(entry => entry.Machine.Reference)], time, cancellationToken)));
        return (await Task.WhenAll(read)).ToDictionary(entry => entry.Key, entry => entry.Item2);
    }

    private async Task<IReadOnlyDictionary<string, HostAnswer>> TryHostsAsync(
        PreflightQuestion question, IEnumerable<VCenterFacts> vCenterFacts, CancellationToken cancellationToken) =>
        question.Kind == OperationKind.InstallConnector
            ? await hosts.TryAsync(vCenterFacts.SelectMany(facts => facts.Guests.Values).Select(guest => guest.HostName).OfType<string>(), cancellationToken)
            : new Dictionary<string, HostAnswer>();
}

/// <summary>What a preflight found.</summary>
internal sealed record PreflightResult(IReadOnlyList<PreflightItem> Items, IReadOnlyList<UnresolvedTarget> Unresolved, bool Truncated);

/// <summary>What was found about one machine.</summary>
internal sealed record PreflightItem(ListedVirtualMachine Machine, IReadOnlyList<PreflightFinding> Findings)
{
    public PreflightVerdict Verdict => (PreflightVerdict)Findings.Max(finding => finding.Severity);
}
