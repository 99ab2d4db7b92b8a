namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>A mounted file system of a guest, at a folder.</summary>
public sealed record MountOptions
{
    /// <summary>The folder, such as <c>/tmp</c> or <c>C:\Windows\Temp</c>.</summary>
    public required string Path { get; init; }

    /// <summary>True: programs cannot be started from it.</summary>
    public bool NoExec { get; init; }

    /// <summary>True: nothing can be written to it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How many bytes fit in.</summary>
    public long CapacityBytes { get; init; } = 40L * 1024 * 1024 * 1024;
}
