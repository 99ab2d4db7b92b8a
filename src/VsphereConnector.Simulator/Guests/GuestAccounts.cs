using System.Collections.Concurrent;

namespace VsphereConnector.Simulator.Guests;

/// <summary>The accounts of a guest and who has failed to log on to them.</summary>
public sealed class GuestAccounts
{
    /// <summary>The account of VMware Tools on Windows: aliases may name it, no password opens it.</summary>
    internal const string LocalSystem = "SYSTEM";

    private readonly ConcurrentDictionary<string, int> _failedInARow;
    private readonly Dictionary<string, GuestAccount> _accounts;
    private readonly int? _lockOutAfter;
    private int _failedLogons;

    internal GuestAccounts(GuestProfile profile)
    {
        var comparer = profile.IsWindows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _failedInARow = new ConcurrentDictionary<string, int>(comparer);
        _accounts = profile.Accounts.ToDictionary(account => account.Name, comparer);
        _lockOutAfter = profile.LockOutAfter;
        if (profile.IsWindows)
            _accounts[LocalSystem] = new GuestAccount { Name = LocalSystem, IsAdministrator = true };
    }

    /// <summary>All wrong passwords and unknown names so far.</summary>
    public int FailedLogons => _failedLogons;

    /// <summary>True once too many wrong passwords in a row were tried.</summary>
    public bool IsLockedOut(string name) => _lockOutAfter is { } limit && _failedInARow.GetValueOrDefault(name) >= limit;

    /// <summary>Windows has <c>.\name</c> for one of the machine itself.</summary>
    internal GuestAccount? Find(string name) => _accounts.GetValueOrDefault(name.StartsWith(@".\", StringComparison.Ordinal) ? name[2..] : name);

    /// <summary>The account, or null where name and password do not fit or the account is locked.</summary>
    internal GuestAccount? LogOn(string name, string password)
    {
        if (Find(name) is { Password: not null } account && account.Password == password && !IsLockedOut(name))
        {
            _failedInARow[name] = 0;
            return account;
        }

        Interlocked.Increment(ref _failedLogons);
        _failedInARow.AddOrUpdate(name, 1, static (_, count) => count + 1);
        return null;
    }
}
