using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Sessions;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>
/// Decides which operations a caller may have done: by the user's own privileges on each virtual machine, and on the root folder for
/// registered endpoints, asked for all of them at once.
/// </summary>
internal sealed class TargetAuthorization(UserPrivileges privileges, VirtualMachineCatalog catalog, ConnectorStore connectors)
{
    /// <summary>One answer for each request, in their order.</summary>
    /// <exception cref="RequestProblemException">The session has ended, or vCenter does not answer as it should.</exception>
    public async Task<IReadOnlyList<TargetAnswer>> CheckAsync(
        Caller caller, IReadOnlyList<OperationRequest> requests, CancellationToken cancellationToken)
    {
        if (caller.Session is not { } session)
        {
            return [.. requests.Select(request => new TargetAnswer(request, null))];
        }

        var found = await FindAsync(session, [.. requests.Select(request => request.Target)], cancellationToken);
        var answer = await privileges.AskAsync(
            session,
            [.. found.Select(target => target.Entity).OfType<ManagedObjectReference>()],
            requests.Select(request => RequiredPrivileges.For(request.Kind)),
            cancellationToken);
        return [.. requests.Zip(found, (request, target) => Decide(request, target, answer))];
    }

    private static TargetAnswer Decide(OperationRequest request, Found found, PrivilegeAnswer answer)
    {
        if (found.Entity is not { } entity)
        {
            return new TargetAnswer(null, found.Problem);
        }

        var missing = answer.Missing(entity, RequiredPrivileges.For(request.Kind));
        return missing.Count == 0
            ? new TargetAnswer(found.Machine is { } machine ? request with { Target = Pin(request.Target, machine) } : request, null)
            : new TargetAnswer(null, Problems.PrivilegeMissing(found.Machine?.Name ?? "the root folder", missing));
    }

    // What was allowed is this machine, whatever bears its name when the operation starts.
    private static OperationTarget Pin(OperationTarget target, VirtualMachine machine) => target with
    {
        VCenter = machine.VCenter,
        Name = machine.Name,
        MoRef = machine.Reference.Value,
        InstanceUuid = machine.InstanceUuid.Length > 0 ? machine.InstanceUuid : null,
    };

    private async Task<IReadOnlyList<Found>> FindAsync(
        DelegatedSession session, IReadOnlyList<OperationTarget> targets, CancellationToken cancellationToken)
    {
        var vCenter = session.VCenter.Name;
        var wanted = new List<Wanted>(targets.Count);
        foreach (var target in targets)
        {
            wanted.Add(await WantAsync(target, vCenter, cancellationToken));
        }

        try
        {
            var resolved = new Queue<ResolvedTarget>(
                await catalog.ResolveAsync(vCenter, [.. wanted.Select(entry => entry.Target).OfType<OperationTarget>()], cancellationToken));
            return [.. wanted.Select(entry => entry switch
            {
                { Problem: { } problem } => new Found(null, null, problem),
                { Target: not null } => Found.Of(resolved.Dequeue()),
                _ => new Found(session.RootFolder, null, null),
            })];
        }
        catch (VimException exception)
        {
            throw new RequestProblemException(Problems.VCenterUnreachable(exception.Message));
        }
    }

    private async Task<Wanted> WantAsync(OperationTarget target, string vCenter, CancellationToken cancellationToken)
    {
        if (target.ConnectorId is { } id)
        {
            if (await connectors.GetAsync(id, cancellationToken) is not { } connector)
            {
                return new Wanted(null, Problems.UnknownConnector(id.ToString()));
            }

            target = connector.Target with { MoRef = null };
        }

        if (target.EndpointId is not null)
        {
            return new Wanted(null, null);
        }

        return target.VCenter is null || target.VCenter.Equals(vCenter, StringComparison.OrdinalIgnoreCase)
            ? new Wanted(target, null)
            : new Wanted(null, Problems.OtherVCenter(vCenter));
    }

    /// <summary>The target as it is to be looked for in the session's vCenter, or why it is not looked for; neither for an endpoint.</summary>
    private sealed record Wanted(OperationTarget? Target, ProblemHttpResult? Problem);

    /// <summary>The object on which the user's privileges count, and the virtual machine where it is one; or why there is none.</summary>
    private sealed record Found(ManagedObjectReference? Entity, VirtualMachine? Machine, ProblemHttpResult? Problem)
    {
        public static Found Of(ResolvedTarget resolved) =>
            new(resolved.Machine?.Reference, resolved.Machine, resolved.Error is { } error ? Problems.UnknownTarget(error) : null);
    }
}

/// <summary>What became of a request: as it may be recorded, or why not.</summary>
internal sealed record TargetAnswer(OperationRequest? Request, ProblemHttpResult? Refusal);
