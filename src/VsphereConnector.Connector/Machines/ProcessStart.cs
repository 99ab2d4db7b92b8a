namespace VsphereConnector.Connector.Machines;

/// <summary>What to start, and how. No shell parses any of it.</summary>
internal sealed record ProcessStart
{
    /// <summary>A full path, or a name on the PATH.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to the environment of this process; may hold secrets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public required string WorkingDirectory { get; init; }

    /// <summary>The account to run as; null for that of this process.</summary>
    public string? RunAs { get; init; }

    /// <summary>The full path of a library that is loaded into it before it runs; null for none. On Windows only.</summary>
    public string? Library { get; init; }

    /// <summary>
    /// The name by which its descendants are known, however they go away from it (a second fork, a session of their own): it is in their
    /// environment. Those are ended with it then. Null: they are left alone, as the daemons are that an installation starts. It ends with a
    /// semicolon, and names that go on after that belong to it, too.
    /// </summary>
    public string? Family { get; init; }
}

internal enum ProcessStartFailure
{
    ProgramMissing,
    ProgramNotExecutable,
    FolderMissing,
    RunAsNotPermitted,
    RunAsNotPossible,
    RunAsRightMissing,
    RunAsRefused,
    LibraryMissing,
    LibraryForAnotherArchitecture,
    LibraryNotLoaded,
    Other,
}

/// <summary>A program could not be started.</summary>
internal sealed class ProcessStartException(ProcessStartFailure reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public ProcessStartFailure Reason { get; } = reason;
}

/// <summary>There is no such account on the machine.</summary>
internal sealed class UnknownAccountException(string account) : Exception($"There is no account '{account}' on this machine.")
{
    public string Account { get; } = account;
}
