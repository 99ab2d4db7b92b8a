using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>A process of Windows with its pipes, in a job with all that it starts.</summary>
internal sealed partial class WindowsProcess : IMachineProcess, IDisposable
{
    private readonly SafeProcessHandle _process;
    private readonly ProcessJob? _job;
    private readonly ManualResetEvent _ended;

    /// <param name="process">It must not have done anything yet, so that nothing of what it starts is out of the job.</param>
    /// <param name="id">Its id.</param>
    /// <param name="output">Where its standard output is read.</param>
    /// <param name="error">Where its standard error is read.</param>
    /// <param name="session">What is given back when it has ended; null for nothing.</param>
    public WindowsProcess(SafeProcessHandle process, int id, SafeFileHandle output, SafeFileHandle error, IDisposable? session)
    {
        _process = process;
        Id = id;
        Output = new FileStream(output, FileAccess.Read, bufferSize: 0);
        Error = new FileStream(error, FileAccess.Read, bufferSize: 0);
        _job = TryCreateJob(process);
        _ended = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(process.DangerousGetHandle(), ownsHandle: false) };
        Exited = WaitForExitAsync(session);
    }

    public int Id { get; }

    public SafeProcessHandle Handle => _process;

    public Stream Output { get; }

    public Stream Error { get; }

    public Task<int> Exited { get; }

    /// <summary>There is nothing to ask with: it is ended in any case.</summary>
    public void TerminateTree(bool force)
    {
        if (_job is not null)
        {
            _job.Terminate();
            return;
        }

        if (!Exited.IsCompleted)
        {
            // Until its end has been seen the handle keeps the id from being another's.
            using var process = Process.GetProcessById(Id);
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        // Not asynchronously: that waits for a read that is under way, and a child in the background may hold the pipes for ever.
        Output.Dispose();
        Error.Dispose();
        _job?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static ProcessJob? TryCreateJob(SafeProcessHandle process)
    {
        try
        {
            return ProcessJob.Create(process);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private async Task<int> WaitForExitAsync(IDisposable? session)
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = ThreadPool.RegisterWaitForSingleObject(_ended, (_, _) => exited.SetResult(), null, Timeout.Infinite, executeOnlyOnce: true);
        await exited.Task;
        waiting.Unregister(null);
        _ended.Dispose();
        using (session)
        using (_process)
        {
            return GetExitCodeProcess(_process, out var exitCode) ? exitCode : throw new Win32Exception();
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetExitCodeProcess(SafeProcessHandle process, out int exitCode);
}
