using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Vim25.Session;

/// <summary>Logs in on a client: by password, token, certificate or ticket.</summary>
/// <param name="sessions">Where to log in.</param>
/// <param name="cancellationToken">Gives it up.</param>
public delegate Task<UserSession> SessionLogin(SessionManager sessions, CancellationToken cancellationToken);

/// <summary>
/// One session that lasts: kept alive while idle, opened anew when the server dropped it (the call that noticed is then repeated once),
/// ended by disposing. A login that is refused (<see cref="InvalidLogin"/>) is not tried again, since accounts are locked: open a new session.
/// </summary>
/// <remarks>
/// Filters, views and collectors end with the session they were made in. Whoever holds one gets <see cref="ManagedObjectNotFound"/> after a
/// renewal and makes a new one.
/// </remarks>
public sealed class VimSession : IAsyncDisposable
{
    /// <summary>vCenter drops a session that was idle for 30 minutes; this leaves room for two lost attempts.</summary>
    public static readonly TimeSpan KeepAliveInterval = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LogoutLimit = TimeSpan.FromSeconds(10);

    private readonly SessionLogin _login;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private VimFaultException? _refusal;
    private int _generation;
    private Task _keepAlive = Task.CompletedTask;

    private VimSession(VimClient client, SessionLogin login, UserSession current)
    {
        Client = client;
        _login = login;
        Current = current;
    }

    /// <summary>The client whose calls run in this session.</summary>
    public VimClient Client { get; }

    /// <summary>The session as of the last login.</summary>
    public UserSession Current { get; private set; }

    /// <summary>Which login it is now: a caller names the one under which its call failed, so that one loss leads to one login.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    /// <summary>Connects and logs in.</summary>
    public static async Task<VimSession> OpenAsync(
        VimClientOptions options, SessionLogin login, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(login);
        var client = await VimClient.ConnectAsync(options, timeProvider, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync(client, login, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Logs in on a client, which from then on belongs to the session.</summary>
    public static async Task<VimSession> OpenAsync(VimClient client, SessionLogin login, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(login);
        var current = await login(client.SessionManager, cancellationToken).ConfigureAwait(false);
        var session = new VimSession(client, login, current);
        client.Owner = session;
        session._keepAlive = session.KeepAliveAsync();
        return session;
    }

    /// <summary>Logs out, without insisting on it, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keepAlive.ConfigureAwait(false);
        Client.Owner = null;
        using var limit = new CancellationTokenSource(LogoutLimit, Client.TimeProvider);
        try
        {
            await Client.SessionManager.LogoutAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VimException or OperationCanceledException)
        {
            // The server ends the session by itself.
        }

        Client.Dispose();
        _closing.Dispose();
        _gate.Dispose();
    }

    internal async Task RenewAsync(int failedGeneration, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (failedGeneration != _generation)
                return;
            if (_refusal is { } refusal)
                throw new VimFaultException(refusal.Method, refusal.Fault);
            Current = await _login(Client.SessionManager, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _generation, _generation + 1);
        }
        catch (VimFaultException e) when (e.Fault is InvalidLogin)
        {
            _refusal = e;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task KeepAliveAsync()
    {
        using var timer = new PeriodicTimer(KeepAliveInterval, Client.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
                await TouchAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task TouchAsync()
    {
        if (Client.IdleTime < KeepAliveInterval / 2)
            return;
        try
        {
            await Client.CurrentTimeAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (VimException)
        {
            // The next call will say it, or the next turn will do it.
        }
    }
}
