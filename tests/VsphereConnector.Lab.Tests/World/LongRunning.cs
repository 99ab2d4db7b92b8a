using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>A program that runs beside the tests; what it prints is kept for their messages.</summary>
internal sealed class LongRunning : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly StringBuilder _log = new();

    public LongRunning(string name, IReadOnlyList<string> line)
    {
        Name = name;
        _process = Command.Start(line);
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_gate)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Waits for a line that the program prints.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> wanted, TimeSpan timeout, CancellationToken token)
    {
        string? found = null;
        await Eventually.TrueAsync(
            () =>
            {
                found = Log.Split('\n').FirstOrDefault(wanted);
                return found is not null || HasExited;
            },
            () => $"{Name} did not print what was waited for.{Environment.NewLine}{Log}", timeout, token);
        return found ?? throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture, $"{Name} ended with {_process.ExitCode}.{Environment.NewLine}{Log}"));
    }

    public Task WaitForExitAsync(TimeSpan timeout, CancellationToken token) =>
        Eventually.TrueAsync(() => HasExited, () => $"{Name} did not end.{Environment.NewLine}{Log}", timeout, token);

    /// <summary>Closes its standard input, upon which it should end; kills it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_gate)
            {
                _log.Append(line).Append('\n');
            }
        }
    }
}
