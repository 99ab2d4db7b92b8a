using VsphereConnector.Server.Api;
using VsphereConnector.Server.Plugin.Sessions;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>Asks vCenter, in the user's own session, what the user may do.</summary>
internal sealed class UserPrivileges(DelegatedSessions sessions, PrivilegeRegistry registry)
{
    private const int MostPerCall = 1000;
    private const int MostGone = 20;

    /// <summary>
    /// What is missing on each object for each requirement: nothing where the user may. An object that is gone lacks everything.
    /// </summary>
    /// <exception cref="SessionRefusedException">The session has ended.</exception>
    /// <exception cref="RequestProblemException">vCenter does not answer as it should.</exception>
    public async Task<PrivilegeAnswer> AskAsync(
        DelegatedSession session,
        IReadOnlyCollection<ManagedObjectReference> entities,
        IEnumerable<RequiredPrivileges> requirements,
        CancellationToken cancellationToken)
    {
        try
        {
            var registered = await registry.HasPluginPrivilegesAsync(session.VCenter, cancellationToken);
            string[] privileges = [.. requirements.SelectMany(requirement => requirement.In(registered)).Distinct(StringComparer.Ordinal)];
            var granted = new Dictionary<ManagedObjectReference, IReadOnlySet<string>>();
            foreach (var some in entities.Distinct().Chunk(MostPerCall))
            {
                await AddGrantedAsync(session, [.. some], privileges, granted, cancellationToken);
            }

            return new PrivilegeAnswer(registered, granted);
        }
        catch (Exception exception) when (exception is VimFaultException { Fault: NotAuthenticated } or ObjectDisposedException)
        {
            sessions.Drop(session);
            throw new RequestProblemException(SessionRefusedException.Ended().Problem);
        }
        catch (VimException exception)
        {
            throw new RequestProblemException(Problems.VCenterUnreachable(exception.Message));
        }
    }

    /// <summary>The plug-in's privileges that the user has on an object.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<IReadOnlyList<string>> HeldAsync(DelegatedSession session, ManagedObjectReference entity, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(session, [entity], PluginPrivilege.All.Select(RequiredPrivileges.Of), cancellationToken);
        return [.. PluginPrivilege.All.Where(own => answer.Allows(entity, RequiredPrivileges.Of(own)))];
    }

    // One object that was removed a moment ago would fail the call for all.
    private static async Task AddGrantedAsync(
        DelegatedSession session,
        List<ManagedObjectReference> entities,
        string[] privileges,
        Dictionary<ManagedObjectReference, IReadOnlySet<string>> granted,
        CancellationToken cancellationToken)
    {
        for (var gone = 0; entities.Count > 0; gone++)
        {
            try
            {
                foreach (var answer in await session.HasPrivilegesAsync(entities, privileges, cancellationToken))
                {
                    granted[answer.Entity] = answer.Granted.ToHashSet(StringComparer.Ordinal);
                }

                return;
            }
            catch (VimFaultException exception) when (exception.Fault is ManagedObjectNotFound { Object: { } missing } && gone < MostGone)
            {
                entities.RemoveAll(entity => entity.Value == missing.Value);
            }
        }
    }
}

/// <summary>What a user may do on the objects that were asked for.</summary>
internal sealed record PrivilegeAnswer(bool Registered, IReadOnlyDictionary<ManagedObjectReference, IReadOnlySet<string>> Granted)
{
    /// <summary>The privileges that the user lacks on the object; none where the user may.</summary>
    public IReadOnlyList<string> Missing(ManagedObjectReference entity, RequiredPrivileges required)
    {
        var wanted = required.In(Registered);
        return Granted.TryGetValue(entity, out var has) ? [.. wanted.Where(privilege => !has.Contains(privilege))] : wanted;
    }

    public bool Allows(ManagedObjectReference entity, RequiredPrivileges required) => Missing(entity, required).Count == 0;
}
