namespace VsphereConnector.Lab.Tests.World;

/// <summary>What the lab's vCenter has seen.</summary>
internal sealed record VcsimJournal
{
    public required IReadOnlyList<LogonEntry> Logons { get; init; }

    public required IReadOnlyList<CallEntry> Calls { get; init; }

    /// <summary>Machines that were given a guest operation while another was in flight.</summary>
    public required IReadOnlyList<string> Overlaps { get; init; }

    /// <summary>An attempt to enter a guest.</summary>
    internal sealed record LogonEntry(string Machine, string User, bool Accepted);

    /// <summary>A vim25 call, or PUT and GET of a file; the machine is named for guest operations.</summary>
    internal sealed record CallEntry(string Method, string Machine);
}
