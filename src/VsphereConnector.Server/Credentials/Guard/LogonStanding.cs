using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>
/// What the whole fleet has said to one account with one secret, and what follows from it: the law of the lock-out guard, without a
/// database or a clock.
/// <list type="number">
/// <item>A logon that nobody has accepted yet is tried on one machine at a time. After two tries that were not accepted it is suspended.</item>
/// <item>One that was accepted a short while ago is tried on several machines at once; after a longer while, or after a refusal, on one at
/// a time until the next one accepts it. The third machine in a row that refuses it suspends it.</item>
/// <item>A machine that refused it twice in a row is left alone.</item>
/// <item>Nobody tries a suspended logon, and no machine that is left alone, until a person has confirmed it or its secret is another one.</item>
/// </list>
/// A machine with another password of its own thus does not stop the fleet: the next one accepts it, and the row ends; and when it is asked
/// once more it says nothing new.
/// </summary>
internal sealed record LogonStanding
{
    /// <summary>Tries of a logon that was never accepted.</summary>
    public const int TriesUnproved = 2;

    /// <summary>Machines in a row that refuse one that was.</summary>
    public const int RefusalsInARow = 3;

    /// <summary>Refusals in a row by one machine.</summary>
    public const int RefusalsOfAMachine = 2;

    /// <summary>So many are refused at most when a password has been changed a moment after it was accepted.</summary>
    public const int MostAtOnce = 8;

    /// <summary>How long an acceptance speaks for the machines that follow.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public LogonState State { get; init; }

    /// <summary>Machines in a row that refused it; of a logon that was never accepted, all tries.</summary>
    public int Refusals { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>On how many machines it may be tried at the same time; 0 while it is suspended.</summary>
    /// <param name="now">When.</param>
    /// <param name="most">The most that its account allows.</param>
    public int AtOnce(DateTimeOffset now, int most = MostAtOnce) => this switch
    {
        { State: LogonState.Suspended } => 0,
        { State: LogonState.Good, Refusals: 0, AcceptedAt: { } accepted } when now - accepted < Fresh => most,
        _ => 1,
    };

    /// <param name="verdict">What a machine said.</param>
    /// <param name="again">The machine had refused it before.</param>
    /// <param name="now">When.</param>
    public LogonStanding After(LogonVerdict verdict, bool again, DateTimeOffset now) => (verdict, State) switch
    {
        (LogonVerdict.Accepted, LogonState.Suspended) => this with { AcceptedAt = now },
        (LogonVerdict.Accepted, _) => this with { State = LogonState.Good, Refusals = 0, AcceptedAt = now },
        (LogonVerdict.Refused, LogonState.Good) when again => this,
        (LogonVerdict.Refused, _) or (LogonVerdict.Unknown, LogonState.Unproved) => Count(now),
        _ => this,
    };

    /// <summary>A person says that it is right: it is to be proved anew.</summary>
    public LogonStanding Confirm() => this with { State = LogonState.Unproved, Refusals = 0, SuspendedAt = null };

    private LogonStanding Count(DateTimeOffset now)
    {
        var counted = this with { Refusals = Refusals + 1 };
        return State != LogonState.Suspended && counted.Refusals >= (State == LogonState.Good ? RefusalsInARow : TriesUnproved)
            ? counted with { State = LogonState.Suspended, SuspendedAt = now }
            : counted;
    }
}

/// <summary>How a logon stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogonState>))]
internal enum LogonState
{
    /// <summary>No machine has accepted it yet.</summary>
    Unproved,

    /// <summary>A machine has accepted it.</summary>
    Good,

    /// <summary>Refused so often that a person has to look at it.</summary>
    Suspended,
}

/// <summary>What a machine said to a logon.</summary>
internal enum LogonVerdict
{
    Accepted,
    Refused,

    /// <summary>The secret did not get as far as to be judged.</summary>
    NotTried,

    /// <summary>The answer was lost: it may have been refused.</summary>
    Unknown,
}
