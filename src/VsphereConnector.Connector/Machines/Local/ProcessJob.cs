using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>A Windows job object: a process with all that it starts, so that all of it can be ended, orphans as well, or limited.</summary>
internal sealed unsafe partial class ProcessJob : IDisposable
{
    private const uint TerminatedExitCode = 143, CpuRateEnabled = 1, CpuHardCap = 4, JobMemory = 0x200;
    private const int ExtendedLimits = 9, CpuRate = 15, NotSupported = 50, HundredthsOfAPercent = 100;

    private readonly SafeFileHandle _job;

    private ProcessJob(SafeFileHandle job) => _job = job;

    /// <exception cref="Win32Exception">The system does not let it, as where it has no jobs within jobs.</exception>
    public static ProcessJob Create(SafeProcessHandle process)
    {
        var job = CreateJobObject(0, null);
        if (!job.IsInvalid && AssignProcessToJobObject(job, process))
        {
            return new ProcessJob(job);
        }

        var refusal = new Win32Exception();
        job.Dispose();
        throw refusal;
    }

    public void Terminate() => TerminateJobObject(_job, TerminatedExitCode);

    /// <summary>Caps the share of all processors that its processes have together; null lifts it.</summary>
    /// <exception cref="Win32Exception">The system does not do it, as where it shares processors out among sessions.</exception>
    public void LimitProcessors(int? percent)
    {
        var limit = percent is { } value
            ? new CpuRateControl { Flags = CpuRateEnabled | CpuHardCap, Rate = (uint)value * HundredthsOfAPercent }
            : default;
        Succeeded(SetInformationJobObject(_job, CpuRate, &limit, (uint)sizeof(CpuRateControl)));
    }

    /// <summary>Caps the memory that its processes allocate together (committed memory): more is refused to them. Null lifts it.</summary>
    /// <exception cref="Win32Exception">The system does not do it.</exception>
    public void LimitMemory(long? bytes)
    {
        var limit = new ExtendedLimit { Flags = bytes is null ? 0 : JobMemory, JobMemoryLimit = (nuint)(bytes ?? 0) };
        Succeeded(SetInformationJobObject(_job, ExtendedLimits, &limit, (uint)sizeof(ExtendedLimit)));

        // Wine says yes, and keeps nothing of it.
        Succeeded(QueryInformationJobObject(_job, ExtendedLimits, &limit, (uint)sizeof(ExtendedLimit), 0));
        if (bytes is not null && limit.JobMemoryLimit == 0)
        {
            throw new Win32Exception(NotSupported);
        }
    }

    /// <summary>What still runs goes on.</summary>
    public void Dispose() => _job.Dispose();

    private static void Succeeded(bool success)
    {
        if (!success)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>JOBOBJECT_CPU_RATE_CONTROL_INFORMATION of winnt.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CpuRateControl
    {
        public uint Flags;
        public uint Rate;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimit
    {
        public long ProcessUserTime;
        public long JobUserTime;
        public uint Flags;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public fixed ulong InputAndOutput[6];
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateJobObject(nint security, string? name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(SafeFileHandle job, int kind, void* information, uint length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(SafeFileHandle job, int kind, void* information, uint length, nint returned);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateJobObject(SafeFileHandle job, uint exitCode);
}
