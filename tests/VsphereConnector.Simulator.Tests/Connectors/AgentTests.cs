using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>Agents in simulated guests of both systems.</summary>
public sealed class AgentTests : InstalledConnectorTest
{
    [Theory(Timeout = 60_000)]
    [InlineData("linux", "/usr/local/intigua/Intigua-Libs")]
    [InlineData("windows", @"C:\Program Files\Intigua\Intigua-Libs")]
    public async Task AnAgent_IsInstalledStoppedStartedAndUninstalled(string system, string folder)
    {
        var (vm, channel) = await InstallAsync(system == "linux" ? GuestProfile.Linux : GuestProfile.Windows);
        var package = AddPackage(system);
        var install = JsonSerializer.SerializeToElement(new() { Sha256 = package }, ContractsJson.Default.InstallAgentParameters);
        var name = JsonSerializer.SerializeToElement(new() { Name = "probe" }, ContractsJson.Default.AgentParameters);

        Assert.Equal(AgentState.Running, (await RunAsync(channel, OperationKind.InstallAgent, install)).State);
        Assert.Single(vm.Guest.RunningProcesses(), process => process.EndsWith(" 1000", StringComparison.Ordinal));
        Assert.Contains(vm.Guest.ListFiles(folder), path => path.EndsWith("agent.json", StringComparison.Ordinal));
        Assert.Equal(AgentState.Stopped, (await RunAsync(channel, OperationKind.StopAgent, name)).State);
        Assert.DoesNotContain(vm.Guest.RunningProcesses(), process => process.EndsWith(" 1000", StringComparison.Ordinal));
        Assert.Equal(AgentState.Running, (await RunAsync(channel, OperationKind.StartAgent, name)).State);
        Assert.Equal(AgentState.NotInstalled, (await RunAsync(channel, OperationKind.UninstallAgent, name)).State);
        Assert.Empty(vm.Guest.ListFiles(folder));
    }

    [Fact(Timeout = 60_000)]
    public async Task WhenAMachineIsPoweredOffAndOn_ThenItsAgentRunsAgain()
    {
        var (vm, channel) = await InstallAsync(GuestProfile.Linux);
        await RunAsync(
            channel, OperationKind.InstallAgent, JsonSerializer.SerializeToElement(new() { Sha256 = AddPackage("linux") }, ContractsJson.Default.InstallAgentParameters));
        VCenter.PowerOff(vm);
        VCenter.PowerOn(vm);
        await Server.AcceptAsync(Cancellation);
        Assert.Single(vm.Guest.RunningProcesses(), process => process.EndsWith(" 1000", StringComparison.Ordinal));
    }

    private async Task<AgentResult> RunAsync(ConnectedChannel channel, OperationKind kind, JsonElement parameters)
    {
        var finished = await channel.RunAsync(kind, parameters, Cancellation);
        Assert.True(finished.Error is null, finished.Error?.ToString());
        return finished.Result!.Value.Deserialize(ContractsJson.Default.AgentResult)!;
    }

    private string AddPackage(string system)
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var manifest = new StreamWriter(zip.CreateEntry(AgentManifest.FileName).Open());
            manifest.Write(
                $$"""
                {"name":"probe","version":"1","operatingSystem":"{{system}}","architecture":"any",
                 "commands":{"start":{"program":"sleep","arguments":["1000"]} },"limits":{"startSeconds":0} }
                """);
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
        Server.Packages[sha256] = content.ToArray();
        return sha256;
    }
}
