using System.Diagnostics;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>A real process with its pipes.</summary>
internal sealed class LocalProcess(Process process, bool ownSession, string? family = null) : IMachineProcess
{
    private readonly ProcessJob? _job = OperatingSystem.IsWindows() ? ProcessJob.TryCreate(process) : null;

    public int Id { get; } = process.Id;

    public Stream Output { get; } = process.StandardOutput.BaseStream;

    public Stream Error { get; } = process.StandardError.BaseStream;

    public Task<int> Exited { get; } = WaitForExitAsync(process);

    public void TerminateTree(bool force)
    {
        if (family is not null && !OperatingSystem.IsWindows())
        {
            LinuxFamily.Signal(Id, family, force ? LinuxNative.Kill : LinuxNative.Terminate);
        }
        else if (ownSession)
        {
            LinuxNative.Signal(-Id, force ? LinuxNative.Kill : LinuxNative.Terminate);
        }
        else if (!OperatingSystem.IsWindows() && !force)
        {
            LinuxNative.Signal(Id, LinuxNative.Terminate);
        }
        else
        {
            // What was started before the job was there is found as a descendant.
            process.Kill(entireProcessTree: true);
            _job?.Terminate();
        }
    }

    public ValueTask DisposeAsync()
    {
        // Not asynchronously: on Windows that waits for a read that is under way, and a child in the background may hold the pipes for ever.
        Output.Dispose();
        Error.Dispose();
        _job?.Dispose();
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<int> WaitForExitAsync(Process process)
    {
        // The overload that waits for the end of the output as well is not wanted: a child in the background may hold the pipes for ever.
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited.TrySetResult();
        if (process.HasExited)
        {
            exited.TrySetResult();
        }

        await exited.Task;
        return process.ExitCode;
    }
}
