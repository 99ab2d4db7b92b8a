using System.Data.Common;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>
/// Keeps a wrong password from locking accounts all over the fleet: who wants to log on asks first and tells what came of it. It decides by
/// <see cref="LogonStanding"/>; a try is on disk before the secret is sent, so that a crash in the middle counts as one.
/// </summary>
internal sealed partial class LockoutGuard(Database database, LogonQueues queues, TimeProvider time, ILogger<LockoutGuard> logger)
{
    /// <summary>How long operations wait for a person after the suspension.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(90);

    /// <summary>What an earlier process was about to try has no verdict any more.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                foreach (var fingerprint in LogonTable.TakeTries(connection))
                {
                    if (LogonTable.Find(connection, fingerprint) is { } row)
                    {
                        LogonTable.Update(connection, row.With(row.Standing.After(LogonVerdict.Unknown, again: false, now)) with { ChangedAt = now });
                    }
                }

                LogonTable.RemoveUnused(connection, now - ForgottenAfter);
            },
            cancellationToken);
    }

    /// <summary>Begins a try at once; null where others wait already, or their verdict has to be waited for.</summary>
    /// <exception cref="LogonHeldException">It may not be tried.</exception>
    public async Task<LogonTry?> TryBeginAsync(GuardedLogon logon, GuardedMachine machine, Guid? operationId, CancellationToken cancellationToken) =>
        queues.IsEmpty(logon.Fingerprint) ? await BeginNowAsync(logon, machine, operationId, cancellationToken) : null;

    /// <summary>Begins a try when its turn has come.</summary>
    /// <exception cref="LogonHeldException">It may not be tried.</exception>
    public async Task<LogonTry> BeginAsync(GuardedLogon logon, GuardedMachine machine, Guid? operationId, CancellationToken cancellationToken)
    {
        using var place = queues.Enter(logon.Fingerprint);
        while (true)
        {
            await place.WaitAsync(cancellationToken);
            if (await BeginNowAsync(logon, machine, operationId, cancellationToken) is { } begun)
            {
                return begun;
            }
        }
    }

    /// <summary>Says no where it is known that the logon may not be tried; sends and counts nothing.</summary>
    /// <exception cref="LogonHeldException">It may not be tried.</exception>
    public async Task DemandAsync(GuardedLogon logon, GuardedMachine machine, CancellationToken cancellationToken)
    {
        var hold = await database.ReadAsync(
            connection => LogonTable.Find(connection, logon.Fingerprint) is { } row ? HoldOf(connection, row, logon, machine) : null, cancellationToken);
        if (hold is not null)
        {
            throw hold;
        }
    }

    /// <summary>A machine refused a logon that was not asked for beforehand, say because the password was changed in the middle of an operation.</summary>
    public Task RefusedAsync(GuardedLogon logon, GuardedMachine machine, CancellationToken cancellationToken) =>
        EndAsync(logon, machine, null, LogonVerdict.Refused, cancellationToken);

    /// <summary>A person says that it is right. False where nothing is known of it.</summary>
    public async Task<bool> ConfirmAsync(string fingerprint, string confirmedBy, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = await database.WriteAsync(
            connection =>
            {
                if (LogonTable.Find(connection, fingerprint) is not { } row)
                {
                    return false;
                }

                LogonTable.ForgetRefusals(connection, fingerprint);
                var standing = row.Standing.State == LogonState.Suspended ? row.Standing.Confirm() : row.Standing with { Refusals = 0 };
                LogonTable.Update(connection, row.With(standing) with { ConfirmedAt = now, ConfirmedBy = confirmedBy, ChangedAt = now });
                return true;
            },
            cancellationToken);
        queues.SignalAll(fingerprint);
        return known;
    }

    /// <summary>Ends a try, or counts a verdict without one (<paramref name="tryId"/> null), and returns why no other is made now.</summary>
    internal async Task<LogonHeldException?> EndAsync(
        GuardedLogon logon, GuardedMachine machine, long? tryId, LogonVerdict verdict, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (hold, suspended) = await database.WriteAsync(
            connection =>
            {
                if (tryId is { } id && !LogonTable.RemoveTry(connection, id))
                {
                    return (null, false);
                }

                var before = LogonTable.Add(connection, logon, now);
                var after = Note(connection, before, logon, machine, verdict, now);
                return (HoldOf(connection, after, logon, machine), before.State != after.State && after.Standing.State == LogonState.Suspended);
            },
            cancellationToken);
        if (suspended)
        {
            LogSuspended(logger, logon.Name, machine.Name);
            queues.SignalAll(logon.Fingerprint);
        }
        else
        {
            queues.SignalFirst(logon.Fingerprint);
        }

        return hold;
    }

    private async Task<LogonTry?> BeginNowAsync(GuardedLogon logon, GuardedMachine machine, Guid? operationId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = await database.WriteAsync(connection => BeginOne(connection, logon, machine, operationId, now), cancellationToken);
        return id is { } begun ? new LogonTry(this, logon, machine, begun) : null;
    }

    private static long? BeginOne(DbConnection connection, GuardedLogon logon, GuardedMachine machine, Guid? operationId, DateTimeOffset now)
    {
        var row = LogonTable.Add(connection, logon, now);
        if (HoldOf(connection, row, logon, machine) is { } hold)
        {
            throw hold;
        }

        return LogonTable.CountTries(connection, logon.Fingerprint) < row.Standing.AtOnce(now, logon.MostAtOnce)
            ? LogonTable.AddTry(connection, logon.Fingerprint, machine.Key, operationId, now)
            : null;
    }

    private static LogonRow Note(
        DbConnection connection, LogonRow before, GuardedLogon logon, GuardedMachine machine, LogonVerdict verdict, DateTimeOffset now)
    {
        var again = LogonTable.RefusalsOf(connection, logon.Fingerprint, machine.Key) > 0;
        var after = before.With(before.Standing.After(verdict, again, now)) with { ChangedAt = now };
        switch (verdict)
        {
            case LogonVerdict.Accepted:
                LogonTable.NoteAccepted(connection, logon.Fingerprint, machine, now);
                after = after with { AcceptedBy = machine.Name };
                break;
            case LogonVerdict.Refused:
                LogonTable.NoteRefused(connection, logon.Fingerprint, machine);
                after = after with { RefusedAt = now, RefusedBy = machine.Name };
                break;
        }

        LogonTable.Update(connection, after);
        return after;
    }

    private static LogonHeldException? HoldOf(DbConnection connection, LogonRow row, GuardedLogon logon, GuardedMachine machine)
    {
        if (LogonTable.RefusalsOf(connection, logon.Fingerprint, machine.Key) >= LogonStanding.RefusalsOfAMachine)
        {
            return new LogonHeldException(LogonErrors.RefusedTwice(logon, machine.Name), null);
        }

        if (row.Standing.State != LogonState.Suspended)
        {
            return null;
        }

        return logon.CanBeReplaced
            ? new LogonHeldException(LogonErrors.CredentialSuspended(logon, row), row.SuspendedAt + Patience)
            : new LogonHeldException(LogonErrors.GivenLogonSuspended(logon, row), null);
    }

    [LoggerMessage(5200, LogLevel.Warning, "The logon '{Logon}' is suspended: {Machine} was the last one that refused it; nobody tries it until it is confirmed or its secret replaced")]
    private static partial void LogSuspended(ILogger logger, string logon, string machine);
}
