using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>A Windows job object: a process with all that it starts, so that all of it can be ended, orphans as well.</summary>
internal sealed partial class ProcessJob : IDisposable
{
    private const uint TerminatedExitCode = 143;

    private readonly SafeFileHandle _job;

    private ProcessJob(SafeFileHandle job) => _job = job;

    /// <summary>Null where the system does not let it: then the tree of processes is gone by.</summary>
    public static ProcessJob? TryCreate(Process process)
    {
        var job = CreateJobObject(0, null);
        if (!job.IsInvalid && AssignProcessToJobObject(job, process.SafeHandle))
        {
            return new ProcessJob(job);
        }

        job.Dispose();
        return null;
    }

    public void Terminate() => TerminateJobObject(_job, TerminatedExitCode);

    /// <summary>What still runs goes on.</summary>
    public void Dispose() => _job.Dispose();

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateJobObject(nint security, string? name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateJobObject(SafeFileHandle job, uint exitCode);
}
