using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;
using VsphereConnector.Simulator;

namespace VsphereConnector.Benchmarks;

/// <summary>
/// Many installations at once against the simulated vCenter: how long they take beside what the guests themselves take, and what they
/// cost. Server, vCenter and all connectors share this process and this machine.
/// </summary>
internal static class InstallationBenchmark
{
    private const int Hosts = 16;

    public static async Task RunAsync(int machines)
    {
        var folder = Directory.CreateTempSubdirectory("installation-benchmark-");
        await using var vCenter = await SimulatedVCenter.StartAsync(
            new SimulatorOptions { VirtualMachines = machines, Hosts = Hosts, GuestOperationTime = TimeSpan.FromMilliseconds(100) },
            TimeProvider.System,
            CancellationToken.None);
        await using var server = ServerHost.Build(await OptionsAsync(folder.FullName, vCenter));
        await server.StartAsync();
        await InstallAsync(server.Services, vCenter, machines);
        await server.StopAsync();
        folder.Delete(recursive: true);
    }

    private static async Task InstallAsync(IServiceProvider services, SimulatedVCenter vCenter, int machines)
    {
        var ledger = services.GetRequiredService<OperationLedger>();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var before = Stopwatch.GetTimestamp();
        var submitted = await ledger.SubmitAsync([.. vCenter.VirtualMachines.Select(machine => Request(machine.Name))], "benchmark", CancellationToken.None);
        using var ends = services.GetRequiredService<OperationSignals>().Subscribe(null);
        var open = submitted.Select(submission => submission.Operation.Id).ToHashSet();
        var failed = 0;
        while (open.Count > 0)
        {
            await ends.Signal.Reader.ReadAsync();
            foreach (var id in open.Take(50).ToList())
            {
                var operation = await ledger.FindAsync(id, CancellationToken.None);
                if (operation!.HasEnded)
                {
                    open.Remove(id);
                    failed += operation.State == OperationState.Success ? 0 : 1;
                }
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(before);
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{machines} installations, {failed} failed: {elapsed.TotalSeconds:0.0} s, {machines / elapsed.TotalSeconds:0.0}/s; "
            + $"{used.TotalMilliseconds / machines:0} ms of CPU and {(double)vCenter.Calls.Total / machines:0.00} calls each; "
            + $"{Process.GetCurrentProcess().WorkingSet64 / 1024 / 1024} MB with all connectors in this process"));
    }

    private static OperationRequest Request(string machine) => new()
    {
        Kind = OperationKind.InstallConnector,
        Target = OperationTarget.VirtualMachine(machine),
        Timeout = TimeSpan.FromMinutes(30),
        GuestLogon = "guest",
    };

    public static async Task<ServerOptions> OptionsAsync(string folder, SimulatedVCenter vCenter)
    {
        var vCenterPassword = await WriteSecretAsync(folder, "vcenter.password", "simulator");
        var guestPassword = await WriteSecretAsync(folder, "guest.password", "guest");
        return new ServerOptions
        {
            DataFolder = Path.Combine(folder, "data"),
            Listen = { Api = "http://127.0.0.1:0", Connectors = "https://127.0.0.1:0" },
            VCenters =
            {
                new VCenterOptions
                {
                    Name = "simulated",
                    Url = vCenter.SdkUri.ToString(),
                    Username = "administrator@vsphere.local",
                    PasswordFile = vCenterPassword,
                    Thumbprint = vCenter.Sha256Thumbprint,
                },
            },
            GuestLogons = { new GuestLogonOptions { Name = "guest", Username = "root", PasswordFile = guestPassword } },
            Deployment = { ConnectorPrograms = { ["linux-x64"] = Path.Combine(AppContext.BaseDirectory, "vlink.dll") } },
        };
    }

    /// <summary>Writes a file that only this account may read; returns its path.</summary>
    public static async Task<string> WriteSecretAsync(string folder, string name, string secret)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, secret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        return file;
    }
}
