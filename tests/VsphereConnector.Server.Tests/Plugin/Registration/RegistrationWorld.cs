using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Server.CommandLine;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Tests.Plugin.Registration;

/// <summary>A simulated vCenter, a configuration file, and the commands that register the plug-in.</summary>
internal sealed class RegistrationWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private RegistrationWorld(DirectoryInfo folder, SimulatedVCenter vCenter, ServerOptions options) =>
        (_folder, VCenter, Options) = (folder, vCenter, options);

    public SimulatedVCenter VCenter { get; }

    public ServerOptions Options { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RegistrationWorld> StartAsync(SimulatorOptions? simulator = null)
    {
        var folder = Directory.CreateTempSubdirectory("registration-");
        var vCenter = await SimulatedVCenter.StartAsync(simulator ?? new SimulatorOptions(), TimeProvider.System, Cancel);
        var options = DeploymentWorld.Options(folder.FullName, vCenter);
        options.Listen.Api = "https://127.0.0.1:0";
        options.Plugin.PublicUrl = "https://connector.example:8443";
        return new RegistrationWorld(folder, vCenter, options);
    }

    public async Task<(int ExitCode, string Output)> RunAsync(string commandLine)
    {
        var file = Path.Combine(_folder.FullName, "vsphere-connector.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Options.DataFolder, Options.Listen, Options.VCenters, Options.Plugin }), Cancel);
        var root = new RootCommand { RegistrationCommands.Register(), RegistrationCommands.Unregister(), RegistrationCommands.Show() };
        await using var output = new StringWriter();
        var exitCode = await root.Parse([.. commandLine.Split(' '), "--config", file]).InvokeAsync(new() { Output = output, Error = output }, Cancel);
        return (exitCode, output.ToString());
    }

    /// <summary>The state that the command tells of the one vCenter.</summary>
    public async Task<JsonElement> TellAsync(string command) =>
        JsonDocument.Parse((await RunAsync($"{command} --json")).Output).RootElement[0];

    public async Task<Extension?> FindAsync(string apiVersion = "8.0.2.0")
    {
        await using var session = await VimSession.OpenAsync(
            new VimClientOptions { SdkUri = VCenter.SdkUri, Trust = CertificateTrust.ByThumbprint(VCenter.Sha256Thumbprint), ApiVersion = apiVersion },
            (sessions, token) => sessions.LoginAsync("administrator@vsphere.local", "simulator", cancellationToken: token),
            TimeProvider.System,
            Cancel);
        return await session.Client.ExtensionManager.FindExtensionAsync("com.vsphereconnector.plugin", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await VCenter.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
