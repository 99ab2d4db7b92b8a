using System.Net;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>
/// Finds the user behind a vSphere Client's session token. An address with too many tokens that vCenter refuses waits before it may show
/// another one; who is in already does not wait, for behind the client's proxy all users have one address.
/// </summary>
internal sealed partial class SessionLogon(
    VCenters vCenters, CloneTickets tickets, DelegatedSessions sessions, TimeProvider time, ILogger<SessionLogon> logger) : IDisposable
{
    private const int MostAtOnce = 8;

    private readonly FailedLogons _failures = new(time);
    private readonly RefusedTokens _refused = new(time);
    private readonly SemaphoreSlim _turns = new(MostAtOnce);

    /// <exception cref="SessionRefusedException">It is not let in.</exception>
    public async Task<DelegatedSession> LogOnAsync(string token, Guid instanceUuid, IPAddress caller, CancellationToken cancellationToken)
    {
        var key = SessionKey.Of(token, instanceUuid);
        if (!sessions.Has(key))
        {
            RefuseWithoutAsking(key, caller);
        }

        try
        {
            return await sessions.GetAsync(key, () => OpenAsync(key, token, instanceUuid, caller), cancellationToken);
        }
        catch (VimException exception)
        {
            throw new SessionRefusedException(Problems.VCenterUnreachable(exception.Message));
        }
    }

    public void Dispose() => _turns.Dispose();

    private void RefuseWithoutAsking(SessionKey key, IPAddress caller)
    {
        if (_refused.Contains(key))
        {
            throw SessionRefusedException.NotValid();
        }

        if (_failures.MustWait(caller) is { } wait)
        {
            throw new SessionRefusedException(Problems.TooManyFailures(wait));
        }
    }

    // Goes on when the request that began it is given up: others may wait for the same session.
    private async Task<DelegatedSession> OpenAsync(SessionKey key, string token, Guid instanceUuid, IPAddress caller)
    {
        await _turns.WaitAsync(CancellationToken.None);
        try
        {
            RefuseWithoutAsking(key, caller);
            var vCenter = await FindAsync(instanceUuid);
            var ticket = await tickets.AcquireAsync(vCenter, instanceUuid, token, CancellationToken.None);
            var session = await DelegatedSession.OpenAsync(key, vCenter, ticket, time, CancellationToken.None);
            LogOpened(logger, session.UserName, vCenter.Name);
            return session;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            _failures.Add(caller);
            _refused.Add(key);
            throw exception as SessionRefusedException ?? SessionRefusedException.NotValid();
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<VCenter> FindAsync(Guid instanceUuid)
    {
        if (await vCenters.FindAsync(instanceUuid, CancellationToken.None) is { } vCenter)
        {
            return vCenter;
        }

        var silent = vCenters.All.Where(known => !known.HasAnswered).Select(known => known.Name).ToList();
        throw silent.Count == 0
            ? SessionRefusedException.UnknownVCenter()
            : new SessionRefusedException(Problems.VCenterUnreachable($"None that answers has the id {instanceUuid}; not answering: {string.Join(", ", silent)}."));
    }

    private static bool IsRefusal(Exception exception) => exception is SessionRefusedException { Problem.StatusCode: StatusCodes.Status401Unauthorized }
        or VimFaultException { Fault: InvalidLogin or NoPermission };

    [LoggerMessage(3100, LogLevel.Information, "Session of {User} in {VCenter} opened")]
    private static partial void LogOpened(ILogger logger, string user, string vCenter);
}
