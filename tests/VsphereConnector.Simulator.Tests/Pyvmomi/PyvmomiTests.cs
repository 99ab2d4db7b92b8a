using System.Diagnostics;
using System.Globalization;

namespace VsphereConnector.Simulator.Tests.Pyvmomi;

/// <summary>pyvmomi shares no code with this project: what it understands, other clients understand.</summary>
public sealed class PyvmomiTests
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task WhenPyvmomiUsesTheSimulator_ThenEveryCheckPasses()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not here.");
        var (import, _) = await RunAsync(["-c", "import pyVmomi"]);
        Assert.SkipUnless(import == 0, "pyvmomi is not installed (Debian: apt-get install python3-pyvmomi).");
        var folder = Directory.CreateTempSubdirectory("simulator-pyvmomi");
        try
        {
            await using var vcenter = await SimulatedVCenter.StartAsync(
                new SimulatorOptions { VirtualMachines = 6 }, TimeProvider.System, TestContext.Current.CancellationToken);
            var (exitCode, output) = await RunAsync(
            [
                Path.Combine(AppContext.BaseDirectory, "Pyvmomi", "check.py"), vcenter.SdkUri.Port.ToString(CultureInfo.InvariantCulture),
                "administrator@vsphere.local", await SecretAsync(folder, "simulator"), "root", await SecretAsync(folder, "guest"),
            ]);
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> SecretAsync(DirectoryInfo folder, string secret)
    {
        var path = Path.Combine(folder.FullName, secret);
        await File.WriteAllTextAsync(path, secret + "\n", TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
