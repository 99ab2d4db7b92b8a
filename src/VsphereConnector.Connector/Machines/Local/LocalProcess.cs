using System.Diagnostics;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>A real process of Linux with its pipes.</summary>
internal sealed class LocalProcess(Process process, bool ownSession, string? family = null) : IMachineProcess
{
    public int Id { get; } = process.Id;

    public Stream Output { get; } = process.StandardOutput.BaseStream;

    public Stream Error { get; } = process.StandardError.BaseStream;

    public Task<int> Exited { get; } = WaitForExitAsync(process);

    public void TerminateTree(bool force)
    {
        var signal = force ? LinuxNative.Kill : LinuxNative.Terminate;
        if (family is not null)
        {
            LinuxFamily.Signal(Id, family, signal);
        }
        else if (ownSession)
        {
            LinuxNative.Signal(-Id, signal);
        }
        else if (force)
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            LinuxNative.Signal(Id, signal);
        }
    }

    public ValueTask DisposeAsync()
    {
        Output.Dispose();
        Error.Dispose();
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
