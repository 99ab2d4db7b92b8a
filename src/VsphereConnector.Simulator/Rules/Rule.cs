namespace VsphereConnector.Simulator.Rules;

/// <summary>When a rule breaks the client's connection.</summary>
public enum ConnectionBreak
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Before the call is carried out: the request is lost.</summary>
    BeforeCall,

    /// <summary>After the call was carried out: the answer is lost.</summary>
    AfterCall,
}

/// <summary>
/// A rule: which calls, and what happens to them. Rules are tried in order; delays add up, the first fault or broken connection wins.
/// </summary>
public sealed record Rule
{
    /// <summary>The method's vim25 name, or <c>GuestFilePut</c>, <c>RestCloneTicket</c> and the like for calls beside SOAP; <c>*</c> and <c>?</c> are wildcards. Null: every call.</summary>
    public string? Method { get; init; }

    /// <summary>The name of the virtual machine, with wildcards. Null: every call, also those without a virtual machine.</summary>
    public string? VirtualMachine { get; init; }

    /// <summary>Only from this matching call on, counted from 1.</summary>
    public int FromCall { get; init; } = 1;

    /// <summary>At most this many calls. Null: no end.</summary>
    public int? Times { get; init; }

    /// <summary>The share of calls, 0 to 1, drawn from the simulator's seeded random numbers.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The vim25 fault that the call ends with, by its type's name.</summary>
    public string? Fault { get; init; }

    /// <summary>How much longer the call takes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether and when the connection breaks.</summary>
    public ConnectionBreak Break { get; init; }

    /// <summary>Uploads only: the guest keeps this many bytes, yet the answer says success.</summary>
    public long? TruncateUploadTo { get; init; }
}
