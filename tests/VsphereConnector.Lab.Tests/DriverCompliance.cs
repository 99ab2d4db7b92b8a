using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>What every driver must do: each operation of a connector, on a real guest, and nothing of it over another driver.</summary>
public abstract class DriverCompliance(Lab lab) : ProductTest(lab)
{
    /// <summary>Its name in the ledger.</summary>
    protected abstract string Channel { get; }

    [Fact]
    public async Task EachOperation_IsCarriedOutOverThisDriverAlone()
    {
        var guest = await DeployAsync();
        await PrepareAsync(guest);

        var status = await RunAsync(guest, "GetStatus");
        Assert.NotEqual(0, status.Json.GetProperty("result").GetProperty("checks").GetArrayLength());

        var task = await RunAsync(guest, "RunTask", new { Script = "echo to-output; echo to-error >&2; exit 3" });
        Assert.Equal(3, task.TaskExitCode);
        Assert.Equal("to-output\n", await Administrator.ReadOutputAsync(task, Token));

        var secret = await RunAsync(guest, "RunTask", new { Script = "echo \"$SECRET\" | wc -c", SecretEnvironment = new Dictionary<string, string> { ["SECRET"] = "geheimnis" } });
        Assert.Equal("10", (await Administrator.ReadOutputAsync(secret, Token)).Trim());

        var changed = await RunAsync(guest, "ChangeConfiguration", new { LogLevel = "Debug" });
        Assert.Equal("logLevel", changed.Json.GetProperty("result").GetProperty("changes")[0].GetProperty("key").GetString());

        var logs = await RunAsync(guest, "RetrieveLogs");
        Assert.Contains("vlink", Unpacked(await Administrator.ReadFileAsync(logs, Token)), StringComparison.Ordinal);

        await AgentAsync(guest);
        await PatchAsync(guest);
        await UpgradeAsync(guest);

        await RunAsync(guest, "UninstallConnector");
        await Eventually.TrueAsync(
            async () => (await guest.RunAsync(Token, "test", "-e", InstalledConnector.Folder)).ExitCode != 0,
            () => "the connector's folder is still there", TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public async Task ATaskThatIsCancelled_IsEndedWithItsProcesses()
    {
        var guest = await DeployAsync();
        await PrepareAsync(guest);
        var task = await Administrator.SubmitTaskAsync(guest.Spec.Name, "echo started; exec sleep 4711", Token);
        await Eventually.TrueAsync(
            async () => (await guest.RunAsync(Token, "pgrep", "-f", "sleep 4711")).ExitCode == 0, () => "it does not run", TimeSpan.FromSeconds(90), Token);

        await Administrator.CancelAsync(task.Id, Token);
        var ended = await Administrator.WaitForEndAsync(task.Id, Token);

        Assert.Equal("Cancelled", ended.State);
        Assert.Equal([Channel], ended.Channels);
        Assert.NotEqual(0, (await guest.RunAsync(Token, "pgrep", "-f", "sleep 4711")).ExitCode);
    }

    /// <summary>Makes the driver the first that leads to the guest.</summary>
    private protected abstract Task PrepareAsync(Guest guest);

    private async Task AgentAsync(Guest guest)
    {
        var sha256 = await Administrator.AddPackageAsync("probe", Agent(), Token);
        await RunAsync(guest, "InstallAgent", new { Sha256 = sha256 });
        Assert.Equal(0, (await guest.RunAsync(Token, "pgrep", "-f", "sleep 815")).ExitCode);
        await RunAsync(guest, "StopAgent", new { Name = "probe" });
        Assert.NotEqual(0, (await guest.RunAsync(Token, "pgrep", "-f", "sleep 815")).ExitCode);
        await RunAsync(guest, "StartAgent", new { Name = "probe" });
        await RunAsync(guest, "UninstallAgent", new { Name = "probe" });
        Assert.NotEqual(0, (await guest.RunAsync(Token, "test", "-e", "/usr/local/intigua/Intigua-Libs/probe")).ExitCode);
    }

    /// <summary>What the guest has already: it can reach no source.</summary>
    private async Task PatchAsync(Guest guest)
    {
        await RunAsync(guest, "InstallPatch", new { Packages = new[] { new { Name = "procps" } }, DryRun = true });
        await RunAsync(guest, "UninstallPatch", new { Packages = new[] { new { Name = "procps" } }, DryRun = true });
    }

    /// <summary>The same program with one byte more at its end is another one.</summary>
    private async Task UpgradeAsync(Guest guest)
    {
        var program = await File.ReadAllBytesAsync((await PublishedProduct.MakeAsync(Token)).Connector, Token);
        var sha256 = await Administrator.AddPackageAsync("vlink", [.. program, 0], Token);
        await RunAsync(guest, "UpgradeConnector", new { Sha256 = sha256 });
        Assert.StartsWith(sha256, await guest.ShellAsync($"sha256sum {InstalledConnector.Folder}/vlink", Token), StringComparison.Ordinal);
    }

    private async Task<OperationView> RunAsync(Guest guest, string kind, object? parameters = null)
    {
        var operation = await Administrator.RunAsync(guest.Spec.Name, kind, parameters, Token);
        AssertSuccess(operation);
        Assert.Equal([Channel], operation.Channels.Distinct());
        return operation;
    }

    private static byte[] Agent()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry("agent.json").Open()))
        {
            writer.Write(JsonSerializer.Serialize(new
            {
                name = "probe", version = "1.0", operatingSystem = "linux", architecture = "any",
                commands = new { start = new { program = "/bin/sh", arguments = new[] { "-c", "exec sleep 815" } } },
                limits = new { startSeconds = 0 },
            }));
        }

        return stream.ToArray();
    }

    private static string Unpacked(byte[] gzip)
    {
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress), Encoding.UTF8);
        return unpacked.ReadToEnd();
    }
}

/// <summary>The channel that the connector opens.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class WebDriverTests(Lab lab) : DriverCompliance(lab)
{
    protected override string Channel => "Web";

    private protected override Task PrepareAsync(Guest guest) => Task.CompletedTask;
}

/// <summary>OpenSSH's sshd and sudo with a password, while WEB is cut.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class SshDriverTests(Lab lab) : DriverCompliance(lab)
{
    private const string Password = "jet-Passw0rd!";

    protected override string Channel => "Ssh";

    private protected override async Task PrepareAsync(Guest guest)
    {
        await guest.ShellAsync($"echo 'jetuser:{Password}' | chpasswd", Token);
        await Administrator.AddCredentialAsync("jet", "jetuser", Password, Token);
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Disconnected", Token);
    }
}
