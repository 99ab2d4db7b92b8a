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

            string?[] notes = [SetProcessors(_job, limits.CpuPercent), SetMemory(_job, limits.MemoryBytes)];
            return [.. notes.OfType<string>()];
        }
    }

    private string? SetProcessors(ProcessJob job, int? percent)
    {
        try
        {
            if (percent != _inForce.CpuPercent)
            {
                job.LimitProcessors(percent);
                _inForce = _inForce with { CpuPercent = percent };
            }

            return null;
        }
        catch (Win32Exception exception)
        {
            return percent is null ? NotLifted("processors", exception) : Note("limit on processors is", exception);
        }
    }

    private string? SetMemory(ProcessJob job, long? bytes)
    {
        try
        {
            if (bytes != _inForce.MemoryBytes)
            {
                job.LimitMemory(bytes);
                _inForce = _inForce with { MemoryBytes = bytes };
            }

            return null;
        }
        catch (Win32Exception exception)
        {
            return bytes is null ? NotLifted("memory", exception) : Note("limit on memory is", exception);
        }
    }

    private static string Note(string what, Win32Exception exception) => $"The {what} recorded, but not enforced: {exception.Message}";

    private static string NotLifted(string what, Win32Exception exception) =>
        $"The limit on {what} could not be lifted, and stands until the connector's service restarts: {exception.Message}";
}
