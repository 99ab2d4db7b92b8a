using System.ComponentModel;
using System.Diagnostics;
using VsphereConnector.Connector.Windows;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The real processes.</summary>
internal sealed class LocalProcesses : IMachineProcesses
{
    private const string DeletedMark = " (deleted)";

    private readonly WindowsLimits _limits = new();

    public int CurrentId => Environment.ProcessId;

    public DateTimeOffset StartedAt
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return new DateTimeOffset(process.StartTime);
        }
    }

    public IMachineProcess Start(ProcessStart start)
    {
        CheckFolder(start);
        if (OperatingSystem.IsWindows())
        {
            return WindowsLaunch.Start(start);
        }

        var plan = LaunchPlan.For(start);
        var info = Describe(start, plan.CommandLine, plan.Environment);
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        var process = Launch(info);
        process.StandardInput.Close();
        return new LocalProcess(process, plan.OwnSession, start.Family);
    }

    public int StartDetached(ProcessStart start)
    {
        CheckFolder(start);
        if (OperatingSystem.IsWindows())
        {
            return WindowsLaunch.StartDetached(start);
        }

        var plan = LaunchPlan.For(start);
        IReadOnlyList<string> commandLine = ["/bin/sh", "-c", "exec \"$0\" \"$@\" </dev/null >/dev/null 2>&1", .. plan.CommandLine];
        using var process = Launch(Describe(start, commandLine, plan.Environment));
        return process.Id;
    }

    public string? ProgramOf(int processId)
    {
        if (!OperatingSystem.IsWindows())
        {
            return WithoutMark(new FileInfo($"/proc/{processId}/exe").LinkTarget);
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return process.MainModule?.FileName;
        }
        catch (Exception exception) when (exception is ArgumentException or Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    public DateTimeOffset? StartTimeOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return new DateTimeOffset(process.StartTime);
        }
        catch (Exception exception) when (exception is ArgumentException or Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    public IReadOnlyList<int> FindByName(string fileName)
    {
        var ids = new List<int>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (string.Equals(Path.GetFileName(ProgramOf(process.Id)), fileName, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                {
                    ids.Add(process.Id);
                }
            }
        }

        return ids;
    }

    public IReadOnlyList<string> FindFamily(string family) =>
        OperatingSystem.IsWindows() ? [] : [.. LinuxFamily.Find(family).Select(process => $"{process.Name} ({process.Id})")];

    public void EndFamily(string family)
    {
        if (!OperatingSystem.IsWindows())
        {
            LinuxFamily.Signal(leader: null, family, LinuxNative.Kill);
        }
    }

    public void Terminate(int processId, bool force)
    {
        if (!OperatingSystem.IsWindows())
        {
            LinuxNative.Signal(processId, force ? LinuxNative.Kill : LinuxNative.Terminate);
            return;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            if (force || !EndRequest.TrySend(processId))
            {
                process.Kill();
            }
        }
        catch (Exception exception) when (exception is ArgumentException or Win32Exception or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public void KillTree(int processId)
    {
        if (!OperatingSystem.IsWindows())
        {
            LinuxNative.Signal(-processId, LinuxNative.Kill);
            LinuxNative.Signal(processId, LinuxNative.Kill);
            return;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is ArgumentException or Win32Exception or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public IReadOnlyList<string> Limit(ProcessLimits limits) => _limits.Set(limits);

    private static void CheckFolder(ProcessStart start)
    {
        if (!Directory.Exists(start.WorkingDirectory))
        {
            throw new ProcessStartException(ProcessStartFailure.FolderMissing, $"There is no folder '{start.WorkingDirectory}'.");
        }
    }

    private static string? WithoutMark(string? program) =>
        program is not null && program.EndsWith(DeletedMark, StringComparison.Ordinal) ? program[..^DeletedMark.Length] : program;

    private static ProcessStartInfo Describe(
        ProcessStart start, IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(commandLine[0], commandLine.Skip(1)) { WorkingDirectory = start.WorkingDirectory };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        if (start.Family is { } family)
        {
            info.Environment[LinuxFamily.Variable] = family;
        }

        return info;
    }

    private static Process Launch(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info) ?? throw new ProcessStartException(ProcessStartFailure.Other, $"'{info.FileName}' did not start.");
        }
        catch (Win32Exception exception)
        {
            throw new ProcessStartException(ProcessStartFailure.Other, exception.Message, exception);
        }
    }
}
