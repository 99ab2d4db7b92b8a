using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Demo;

/// <summary>Every operation there is, on all machines at once, and how that went.</summary>
internal sealed class EveryOperation(ApiClient client, Printer printer, IReadOnlyList<string> machines)
{
    private const string Agent = "keeper", Package = "curl", FormerVersion = "7.88.1-10+deb12u7";

    private readonly Table _outcomes = new Table().Border(TableBorder.Rounded).AddColumns("Operation", "Succeeded", "Took", "Each took", "The first one says");

    /// <returns>Whether all of them succeeded.</returns>
    public async Task<bool> RunAsync(bool untilRemoval, CancellationToken cancellationToken)
    {
        var agent = await UploadAsync("keeper.zip", AgentPackage(), cancellationToken);
        var program = await UploadAsync("vlink", NextProgram(await File.ReadAllBytesAsync(DemoWorld.ConnectorProgram, cancellationToken)), cancellationToken);
        var name = new AgentParameters { Name = Agent };
        var all = await DoAsync("run a workflow", OperationKind.RunTask, Workflow(), cancellationToken);
        all &= await DoAsync("install an agent", OperationKind.InstallAgent, new InstallAgentParameters { Sha256 = agent.Sha256 }, cancellationToken);
        all &= await DoAsync("stop the agent", OperationKind.StopAgent, name, cancellationToken);
        all &= await DoAsync("start the agent", OperationKind.StartAgent, name, cancellationToken);
        all &= await DoAsync("all security updates, tried", OperationKind.InstallPatch, new InstallPatchParameters { AllSecurityUpdates = true, DryRun = true }, cancellationToken);
        all &= await DoAsync("all security updates", OperationKind.InstallPatch, new InstallPatchParameters { AllSecurityUpdates = true }, cancellationToken);
        all &= await DoAsync("take one back", OperationKind.UninstallPatch, new UninstallPatchParameters { Packages = [new(Package, FormerVersion)] }, cancellationToken);
        all &= await DoAsync("change the configuration", OperationKind.ChangeConfiguration, new ChangeConfigurationParameters { KeepAliveSeconds = 30 }, cancellationToken);
        all &= await DoAsync("retrieve the logs", OperationKind.RetrieveLogs, new RetrieveLogsParameters { IncludeAgents = true }, cancellationToken);
        all &= await DoAsync("upgrade the connector", OperationKind.UpgradeConnector, new UpgradeConnectorParameters { Sha256 = program.Sha256 }, cancellationToken);
        all &= await DoAsync("get the status", OperationKind.GetStatus, (object?)null, cancellationToken);
        all &= await DoAsync("uninstall the agent", OperationKind.UninstallAgent, new UninstallAgentParameters { Name = Agent }, cancellationToken);
        if (untilRemoval)
        {
            all &= await DoAsync("uninstall the connector", OperationKind.UninstallConnector, new UninstallConnectorParameters(), cancellationToken);
        }

        printer.Print(_outcomes, table => table);
        return all;
    }

    /// <summary>Has all machines do the same, and notes how it went.</summary>
    public async Task<bool> DoAsync<T>(string what, OperationKind kind, T parameters, CancellationToken cancellationToken)
    {
        var operations = machines.Select(machine => new SubmitOperation
        {
            Kind = kind.ToString(),
            Target = new SubmitTarget { VirtualMachine = machine },
            Parameters = parameters is null ? null : JsonSerializer.SerializeToElement(parameters, ApiJson.Options),
            GuestLogon = kind == OperationKind.InstallConnector ? new SubmitGuestLogon { Name = DemoWorld.GuestLogon } : null,
        });
        var started = TimeProvider.System.GetTimestamp();
        var ended = await new OperationFollower(client, new Printer(TextWriter.Null, Console.Error, json: true)).RunAsync([.. operations], wait: true, cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(started);
        var succeeded = ended.Count(operation => operation.State == OperationState.Success);
        var color = succeeded == machines.Count ? "green" : "red";
        _outcomes.AddRow(
            what,
            string.Create(CultureInfo.InvariantCulture, $"[{color}]{succeeded} of {machines.Count}[/]"),
            string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s"),
            Range(ended),
            Markup.Escape(ended.Count > 0 ? OperationResults.Summary(ended[0]) : ""));
        return succeeded == machines.Count;
    }

    private static string Range(IReadOnlyList<OperationView> ended)
    {
        var seconds = ended.Select(operation => (operation.FinishedAt - operation.StartedAt)?.TotalSeconds ?? 0).DefaultIfEmpty().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{seconds.Min():0.0}-{seconds.Max():0.0} s");
    }

    private static RunTaskParameters Workflow() => new()
    {
        SecretEnvironment = new Dictionary<string, string> { ["PASSWORD"] = "correct-horse" },
        Steps =
        [
            new() { Name = "look", Script = "echo looking; exit 3", ContinueOnError = true },
            new() { Name = "mend", Script = "echo mending with $PASSWORD", When = new("look", [3]) },
            new() { Name = "celebrate", Program = "true", When = new("look", [0]) },
        ],
    };

    private Task<Package> UploadAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        client.UploadAsync<Package>($"api/v1/packages?name={name}", new MemoryStream(content), cancellationToken);

    private static byte[] AgentPackage()
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var manifest = zip.CreateEntry(AgentManifest.FileName).Open();
            manifest.Write("""
                {"name":"keeper","version":"1.0","operatingSystem":"linux","architecture":"any",
                 "commands":{"start":{"program":"sleep","arguments":["86400"]}},"limits":{"startSeconds":0}}
                """u8);
        }

        return content.ToArray();
    }

    /// <summary>The program that runs already, as another file: simulated guests run this process's code, whatever it says.</summary>
    private static byte[] NextProgram(byte[] program) => [.. program, 0];
}
