using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The limits of this process on Windows: those of a job that it is in, with all that it starts from then on.</summary>
internal sealed class WindowsLimits
{
    private static readonly SafeProcessHandle Self = new(-1, ownsHandle: false);

    private readonly Lock _setting = new();
    private ProcessJob? _job;
    private ProcessLimits _inForce = ProcessLimits.None;

    /// <summary>Joins the job at first, whatever the limits are: what is started before they change has them, too.</summary>
    public IReadOnlyList<string> Set(ProcessLimits limits)
    {
        lock (_setting)
        {
            try
            {
                _job ??= ProcessJob.Create(Self);
            }
            catch (Win32Exception exception)
            {
                return limits == ProcessLimits.None ? [] : [Note("limits on processors and memory are", exception)];
            }

            string?[] notes =
            [
                Change("processors", limits.CpuPercent, _inForce.CpuPercent, _job.LimitProcessors, percent => _inForce with { CpuPercent = percent }),
                Change("memory", limits.MemoryBytes, _inForce.MemoryBytes, _job.LimitMemory, bytes => _inForce with { MemoryBytes = bytes }),
            ];
            return [.. notes.OfType<string>()];
        }
    }

    private string? Change<T>(string what, T? limit, T? before, Action<T?> set, Func<T?, ProcessLimits> after)
        where T : struct
    {
        try
        {
            if (!limit.Equals(before))
            {
                set(limit);
                _inForce = after(limit);
            }

            return null;
        }
        catch (Win32Exception exception)
        {
            return limit is null ? NotLifted(what, exception) : Note($"limit on {what} is", exception);
        }
    }

    private static string Note(string what, Win32Exception exception) => $"The {what} recorded, but not enforced: {exception.Message}";

    private static string NotLifted(string what, Win32Exception exception) =>
        $"The limit on {what} could not be lifted, and stands until the connector's service restarts: {exception.Message}";
}
