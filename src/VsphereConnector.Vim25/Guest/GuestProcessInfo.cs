using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>A process in a guest.</summary>
public sealed record GuestProcessInfo
{
    /// <summary>The program's name.</summary>
    public required string Name { get; init; }

    /// <summary>The process id.</summary>
    public required long Pid { get; init; }

    /// <summary>The account it runs as.</summary>
    public required string Owner { get; init; }

    /// <summary>The command line.</summary>
    public required string CmdLine { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended; null while it runs. Known for five minutes, for processes that guest operations started.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>
    /// The exit code; null while it runs. Look at <see cref="EndTime"/> first. A program that a signal killed reports 0 on Linux.
    /// </summary>
    public int? ExitCode { get; init; }

    internal static GuestProcessInfo From(DataObject process) => new()
    {
        Name = process.GetString("name") ?? "",
        Pid = process.RequireInt64("pid"),
        Owner = process.GetString("owner") ?? "",
        CmdLine = process.GetString("cmdLine") ?? "",
        StartTime = process.GetDateTime("startTime"),
        EndTime = process.GetDateTime("endTime"),
        ExitCode = process.GetInt32("exitCode"),
    };
}
