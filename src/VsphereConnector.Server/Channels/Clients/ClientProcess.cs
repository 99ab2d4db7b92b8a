using System.ComponentModel;
using System.Diagnostics;

namespace VsphereConnector.Server.Channels.Clients;

/// <summary>A program of another package that does a protocol's work for this server, with its pipes. Of this server's environment it sees the search path alone.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private const string StandardPath = "/usr/local/bin:/usr/bin:/bin";

    private readonly Process _process;

    private ClientProcess(Process process)
    {
        _process = process;
        Exited = WaitForExitAsync(process);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Error => _process.StandardError.BaseStream;

    /// <summary>Its exit code. It does not wait for the pipes, which a child in the background may hold for ever.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="Win32Exception">There is no such program, or it cannot be started.</exception>
    public static ClientProcess Start(string folder, IReadOnlyList<string> line, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? StandardPath;
        info.Environment["LC_ALL"] = "C";
        info.Environment["SHELL"] = "/bin/sh";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new ClientProcess(Process.Start(info)!);
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        _process.Dispose();
    }

    private static async Task<int> WaitForExitAsync(Process process)
    {
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
