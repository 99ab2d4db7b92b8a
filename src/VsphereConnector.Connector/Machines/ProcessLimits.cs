namespace VsphereConnector.Connector.Machines;

/// <summary>Limits on a process with all that it starts.</summary>
/// <param name="CpuPercent">Of the time of all processors, 1-100; null for no limit.</param>
/// <param name="MemoryBytes">Of the memory that all of them may allocate together; null for no limit.</param>
internal sealed record ProcessLimits(int? CpuPercent, long? MemoryBytes)
{
    public static ProcessLimits None { get; } = new(null, null);
}
