namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>Leave to send one secret to one machine. Disposed of without a verdict, its outcome is unknown.</summary>
internal sealed class LogonTry(LockoutGuard guard, GuardedLogon logon, GuardedMachine machine, long id) : IAsyncDisposable
{
    private bool _ended;

    /// <summary>Tells what the machine said, and returns why no other try is made now; null where one may be.</summary>
    public Task<LogonHeldException?> EndAsync(LogonVerdict verdict)
    {
        // What was seen is written down whatever else is cancelled.
        _ended = true;
        return guard.EndAsync(logon, machine, id, verdict, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            await EndAsync(LogonVerdict.Unknown);
        }
    }
}
