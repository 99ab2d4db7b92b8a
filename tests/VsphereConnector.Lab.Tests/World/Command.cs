using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>How a command ended, with everything that it printed.</summary>
internal sealed record CommandResult(IReadOnlyList<string> Line, int ExitCode, string Output, string Error)
{
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"`{string.Join(' ', Line)}` ended with {ExitCode}.{Environment.NewLine}{Output}{Environment.NewLine}{Error}");

    public CommandResult EnsureSuccess() => ExitCode == 0 ? this : throw new InvalidOperationException(Describe());
}

/// <summary>A command that runs to its end within a time-out.</summary>
internal static class Command
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> line, CancellationToken token, string? input = null, TimeSpan? timeout = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(timeout ?? DefaultTimeout);
        using var process = Start(line);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult(line, process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{string.Join(' ', line)}` did not end in time: {await output}{await error}", e);
        }
    }

    public static Process Start(IReadOnlyList<string> line)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return Process.Start(start) ?? throw new Win32Exception($"{line[0]} did not start.");
    }
}
