using System.CommandLine;
using System.IO.Compression;
using System.Text.Json;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Guests;

namespace VsphereConnector.Server.Tests.CommandLine;

/// <summary>The whole server, a simulated vCenter with one guest that has a connector, and the command line.</summary>
internal sealed class CommandLineWorld : IAsyncDisposable
{
    public const string Machine = "web-01";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("command-line-");

    private CommandLineWorld(DeploymentWorld world, GuestProfile guest) => (World, Guest) = (world, guest);

    public DeploymentWorld World { get; }

    public SimulatedGuest SimulatedGuest { get; private set; } = null!;

    private GuestProfile Guest { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<CommandLineWorld> StartAsync(GuestProfile? guest = null)
    {
        var world = new CommandLineWorld(await DeploymentWorld.StartAsync(), guest ?? GuestProfile.Linux);
        world.SimulatedGuest = world.World.AddMachine(Machine, world.Guest).Guest;
        var deployment = await world.World.SubmitAsync(new
        {
            kind = "InstallConnector",
            target = new { virtualMachine = Machine },
            guestLogon = new { username = guest == GuestProfile.Windows ? "Administrator" : "root", password = "guest" },
        });
        (await world.World.EndAsync(deployment)).Succeeded();
        await world.PutAsync("token", world.World.Client.DefaultRequestHeaders.Authorization!.Parameter!);
        return world;
    }

    /// <summary>Runs a command; <c>VM</c> stands for the machine.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> words)
    {
        var root = new RootCommand
        {
            RunCommand.Create(), StatusCommand.Create(), AgentsCommand.Create(), PatchesCommand.Create(), ConfigureCommand.Create(), LogsCommand.Create(),
            UpgradeCommand.Create(), UninstallCommand.Create(), PackagesCommand.Create(), OperationsCommand.Create(),
        };
        await using var output = new StringWriter();
        var line = words.Select(word => word == "VM" ? Machine : word)
            .Concat(["--server", World.Client.BaseAddress!.ToString(), "--token-file", PathOf("token")]);
        var exitCode = await root.Parse([.. line]).InvokeAsync(new() { Output = output, Error = output }, Cancel);
        return (exitCode, output.ToString());
    }

    /// <summary>Runs a command that must succeed; returns what it printed.</summary>
    public async Task<string> SucceedAsync(params IEnumerable<string> words)
    {
        var (exitCode, output) = await RunAsync(words);
        Assert.True(exitCode == 0, output);
        return output;
    }

    public async Task<string> FailAsync(params IEnumerable<string> words)
    {
        var (exitCode, output) = await RunAsync(words);
        Assert.True(exitCode == 1, output);
        return output;
    }

    /// <summary>Runs a command on the machine and returns its operation.</summary>
    public async Task<JsonElement> OperationAsync(params IEnumerable<string> words) =>
        Assert.Single(JsonElement.Parse((await RunAsync([.. words, "--json"])).Output).EnumerateArray().ToList());

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public async Task<string> PutAsync(string name, string text)
    {
        await File.WriteAllTextAsync(PathOf(name), text, Cancel);
        return PathOf(name);
    }

    public async Task<string> PutAgentAsync(string version, string? library = null)
    {
        var path = PathOf($"agent-{version}.zip");
        await using var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, Cancel);
        await using var manifest = new StreamWriter(zip.CreateEntry("agent.json").Open());
        await manifest.WriteAsync(
            $$"""
            {"name":"probe","version":"{{version}}","operatingSystem":"{{(Guest == GuestProfile.Windows ? "windows" : "linux")}}","architecture":"any",
             "commands":{"start":{"program":"sleep","arguments":["1000"]} },"limits":{"startSeconds":0}{{(library is null ? "" : $",\"preloadLibrary\":\"{library}\"")}} }
            """);
        if (library is not null)
        {
            await manifest.DisposeAsync();
            await zip.CreateEntry(library).Open().DisposeAsync();
        }

        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
