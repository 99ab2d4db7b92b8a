using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace VsphereConnector.Benchmarks;

/// <summary>Runs the readers against one server and prints a table.</summary>
internal static class Comparison
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(int machines)
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This program has no path.");
        using var server = Start(self, ["serve", machines.ToString(CultureInfo.InvariantCulture)]);
        try
        {
            var announced = (await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.")).Split(' ');
            var (url, thumbprint) = (announced[0], announced[1]);
            await Console.Out.WriteLineAsync($"{machines} VMs x {MeasuredProperties.Paths.Count} properties, {announced[2]} bytes of XML over HTTPS. The first round includes the start of the process.");
            await Console.Out.WriteLineAsync($"{"reader",-10} {"round",5} {"VMs",6} {"CPU s",8} {"allocated MB",13} {"peak MB",8}");
            await PrintAsync("this", self, ["read", url, thumbprint, $"{Rounds}"]);
            if (await BuildGovmomiReaderAsync() is { } govmomi)
                await PrintAsync("govmomi", govmomi, [url, $"{Rounds}", .. MeasuredProperties.Paths]);
            return 0;
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static async Task PrintAsync(string name, string program, IReadOnlyList<string> arguments)
    {
        using var reader = Start(program, arguments);
        var cpu = new List<double>();
        for (var round = 1; await reader.StandardOutput.ReadLineAsync() is { } line; round++)
        {
            var figures = line.Split(' ');
            cpu.Add(double.Parse(figures[1], CultureInfo.InvariantCulture));
            await Console.Out.WriteLineAsync($"{name,-10} {round,5} {figures[0],6} {figures[1],8} {figures[2],13} {figures[3],8}");
        }

        await reader.WaitForExitAsync();
        Figure.Print($"vim25_cpu_by_{name}", Figure.Percentile([.. cpu.Skip(1).Order()], 50), "s");
    }

    private static async Task<string?> BuildGovmomiReaderAsync()
    {
        const string Sources = "/usr/share/gocode";
        if (!Directory.Exists(Path.Combine(Sources, "src/github.com/vmware/govmomi")))
            return await SkipAsync("its sources are not here (Debian: golang-go, golang-github-vmware-govmomi-dev)");
        var program = Path.Combine(Path.GetTempPath(), $"govmomi-reader-{Environment.ProcessId}");
        var build = new ProcessStartInfo("go", ["build", "-o", program, Path.Combine(AppContext.BaseDirectory, "govmomi/main.go")]);
        build.Environment["GO111MODULE"] = "off";
        build.Environment["GOPATH"] = Sources;
        try
        {
            using var go = Process.Start(build)!;
            await go.WaitForExitAsync();
            return go.ExitCode == 0 ? program : await SkipAsync("it does not build");
        }
        catch (Win32Exception)
        {
            return await SkipAsync("there is no go (Debian: golang-go)");
        }
    }

    private static async Task<string?> SkipAsync(string reason)
    {
        await Console.Out.WriteLineAsync($"govmomi    skipped: {reason}");
        return null;
    }

    private static Process Start(string program, IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })
        ?? throw new InvalidOperationException($"{program} did not start.");
}
