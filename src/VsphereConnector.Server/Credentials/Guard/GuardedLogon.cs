namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>An account with one secret, as the lock-out guard knows it: the same one wherever it comes from.</summary>
/// <param name="Fingerprint">A keyed hash of account and secret.</param>
/// <param name="Account">The account, for people.</param>
/// <param name="Credential">The credential's name; null where it came with a request.</param>
internal sealed record GuardedLogon(string Fingerprint, string Account, string? Credential)
{
    private const string RequestPrefix = "given:";
    private const int ShownDigits = 12;

    /// <summary>
    /// On how many machines it may be tried at the same time once it was accepted. Each machine has a root of its own, which nothing locks
    /// elsewhere, so there only the budgets count; an account by any other name may be that of a directory.
    /// </summary>
    public int MostAtOnce => Account == "root" ? int.MaxValue : LogonStanding.MostAtOnce;

    /// <summary>The name under which people confirm it.</summary>
    public string Name => Credential ?? NameOf(Fingerprint);

    /// <summary>Whether an operation can wait for it: the secret of a credential can be replaced, that of a request cannot.</summary>
    public bool CanBeReplaced => Credential is not null;

    /// <summary>The name of a logon that came with a request.</summary>
    public static string NameOf(string fingerprint) => RequestPrefix + fingerprint[..ShownDigits];

    /// <summary>The beginning of the fingerprint of a logon that came with a request; null where the name is a credential's.</summary>
    public static string? FingerprintStart(string name) =>
        name.StartsWith(RequestPrefix, StringComparison.Ordinal) && name.Length == RequestPrefix.Length + ShownDigits && name[RequestPrefix.Length..].All(char.IsAsciiHexDigitLower)
            ? name[RequestPrefix.Length..]
            : null;
}

/// <summary>A machine that a logon is tried on.</summary>
/// <param name="Key">Its instance UUID, or <c>endpoint:ID</c> where no vCenter manages it.</param>
/// <param name="Name">Its name, for people.</param>
internal sealed record GuardedMachine(string Key, string Name);
