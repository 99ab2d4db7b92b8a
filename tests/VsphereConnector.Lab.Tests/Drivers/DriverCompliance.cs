using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using VsphereConnector.Lab.Tests.Product;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>What every driver must do: each operation of a connector, on a real guest, and nothing of it over another driver.</summary>
public abstract class DriverCompliance(Lab lab) : ProductTest(lab)
{
    private const string Agent = "heartbeat", AgentProgram = "heartbeat.";

    /// <summary>Its name in the ledger.</summary>
    protected abstract string Channel { get; }

    /// <summary>One guest for all of it: to boot one and to bring the connector there takes longer than what follows.</summary>
    [Fact]
    public async Task EachOperation_IsCarriedOutOverThisDriverAlone()
    {
        var machine = await DeployMachineAsync();
        await machine.AssertInstalledAsync(Token);
        await BecomeFirstAsync(machine);

        await AssertGetsStatusAsync(machine);
        await AssertRunsATaskAsync(machine);
        await AssertCancelsATaskAsync(machine);
        await AssertChangesTheConfigurationAsync(machine);
        await AssertRetrievesTheLogsAsync(machine);
        await AssertManagesAnAgentAsync(machine);
        await AssertAsksForPatchesAsync(machine);
        await AssertUpgradesAsync(machine);
        await machine.AssertNothingTemporaryAsync(Token);

        var removed = await SucceedAsync(machine, "UninstallConnector");
        Assert.Empty(removed.Result.GetProperty("residue").EnumerateArray());
        await machine.AssertNothingLeftAsync(Token);
    }

    /// <summary>A guest with the connector in it.</summary>
    private protected abstract Task<TestedMachine> DeployMachineAsync();

    /// <summary>Makes the driver the first that leads to the machine.</summary>
    private protected virtual Task BecomeFirstAsync(TestedMachine machine) => Task.CompletedTask;

    private protected async Task CutWebAsync(TestedMachine machine)
    {
        await machine.CutPortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Disconnected", Token);
    }

    private async Task AssertGetsStatusAsync(TestedMachine machine)
    {
        var checks = (await SucceedAsync(machine, "GetStatus")).Result.GetProperty("checks").EnumerateArray().ToList();
        Assert.NotEmpty(checks);
        Assert.DoesNotContain(checks, check => check.GetProperty("state").GetString() is "Missing" or "Wrong" or "Extra");
    }

    private async Task AssertRunsATaskAsync(TestedMachine machine)
    {
        var task = await SucceedAsync(machine, "RunTask", new { Script = machine.PrintingTask });
        Assert.Equal(3, task.TaskExitCode);
        Assert.Equal("to-output", (await Administrator.ReadOutputAsync(task, Token)).TrimEnd());

        var secret = await SucceedAsync(
            machine, "RunTask", new { Script = machine.SecretTask, SecretEnvironment = new Dictionary<string, string> { ["SECRET"] = "geheimnis" } });
        Assert.Equal("known", (await Administrator.ReadOutputAsync(secret, Token)).TrimEnd());
    }

    private async Task AssertCancelsATaskAsync(TestedMachine machine)
    {
        var task = await Administrator.SubmitTaskAsync(machine.Name, machine.SleepingTask, Token);
        await machine.WaitUntilRunningAsync("4711", Token);

        await Administrator.CancelAsync(task.Id, Token);
        var ended = await Administrator.WaitForEndAsync(task.Id, Token);

        Assert.Equal("Cancelled", ended.State);
        Assert.Equal([Channel], ended.Channels);
        await machine.WaitUntilEndedAsync("4711", Token);
    }

    private async Task AssertChangesTheConfigurationAsync(TestedMachine machine)
    {
        var changed = await SucceedAsync(machine, "ChangeConfiguration", new { LogLevel = "Debug" });
        Assert.Equal("logLevel", changed.Result.GetProperty("changes")[0].GetProperty("key").GetString());
    }

    private async Task AssertRetrievesTheLogsAsync(TestedMachine machine)
    {
        var logs = await SucceedAsync(machine, "RetrieveLogs");
        Assert.NotEqual(0, logs.Result.GetProperty("lines").GetInt32());
        Assert.Contains("vlink", Unpacked(await Administrator.ReadFileAsync(logs, Token)), StringComparison.Ordinal);
    }

    private async Task AssertManagesAnAgentAsync(TestedMachine machine)
    {
        var sha256 = await Administrator.AddPackageAsync(Agent, machine.Agent, Token);
        await SucceedAsync(machine, "InstallAgent", new { Sha256 = sha256 });
        await machine.WaitUntilRunningAsync(AgentProgram, Token);
        await SucceedAsync(machine, "StopAgent", new { Name = Agent });
        await machine.WaitUntilEndedAsync(AgentProgram, Token);
        await SucceedAsync(machine, "StartAgent", new { Name = Agent });
        await machine.WaitUntilRunningAsync(AgentProgram, Token);
        await SucceedAsync(machine, "UninstallAgent", new { Name = Agent });
        await machine.WaitUntilEndedAsync(AgentProgram, Token);
        Assert.False(Directory.Exists(Path.Combine(machine.Parent, "Intigua-Libs", Agent)));
    }

    private async Task AssertAsksForPatchesAsync(TestedMachine machine)
    {
        foreach (var kind in new[] { "InstallPatch", "UninstallPatch" })
            machine.AssertPatched(await OperateAsync(machine, kind, new { Packages = new[] { new { Name = machine.Patch } }, DryRun = true }));
    }

    /// <summary>The same program with one byte more at its end is another one.</summary>
    private async Task AssertUpgradesAsync(TestedMachine machine)
    {
        byte[] next = [.. await File.ReadAllBytesAsync(Path.Combine(machine.Parent, machine.Program), Token), 0];
        await SucceedAsync(machine, "UpgradeConnector", new { Sha256 = await Administrator.AddPackageAsync("vlink", next, Token) });
        Assert.Equal(SHA256.HashData(next), SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(machine.Parent, machine.Program), Token)));
    }

    private async Task<OperationView> SucceedAsync(TestedMachine machine, string kind, object? parameters = null)
    {
        var operation = await OperateAsync(machine, kind, parameters);
        AssertSuccess(operation);
        return operation;
    }

    private async Task<OperationView> OperateAsync(TestedMachine machine, string kind, object? parameters)
    {
        var operation = await Administrator.OperateAsync(machine.Name, kind, parameters, Token);
        Assert.Equal([Channel], operation.Channels.Distinct());
        return operation;
    }

    private static string Unpacked(byte[] gzip)
    {
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress), Encoding.UTF8);
        return unpacked.ReadToEnd();
    }
}
