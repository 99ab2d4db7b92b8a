using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>A machine and a server, and the connector installed on the one for the other.</summary>
internal sealed class TestInstallation(TestMachine machine, TestServer server) : IAsyncDisposable
{
    public TestMachine Machine => machine;

    public TestServer Server => server;

    public static async Task<TestInstallation> PrepareAsync() => new(new TestMachine(), await TestServer.StartAsync());

    /// <summary>Installs, and returns the channel that the connector opened.</summary>
    public static async Task<(TestInstallation Installation, TestServerChannel Channel)> InstallAsync(
        CancellationToken cancellationToken, Action<TestServer>? configure = null)
    {
        var installation = await PrepareAsync();
        configure?.Invoke(installation.Server);
        var installing = installation.RunInstallAsync(cancellationToken);
        var channel = await installation.AcceptAsync(cancellationToken);
        var (exitCode, output) = await installing;
        Assert.True(exitCode == InstallExitCodes.Success, output);
        return (installation, channel);
    }

    /// <summary>Accepts a channel and welcomes it.</summary>
    public async Task<TestServerChannel> AcceptAsync(CancellationToken cancellationToken, Contracts.Web.Welcome? welcome = null)
    {
        var channel = await server.AcceptAsync(cancellationToken);
        await channel.WelcomeAsync(cancellationToken, welcome);
        return channel;
    }

    public Task<(int ExitCode, string Output)> RunInstallAsync(CancellationToken cancellationToken, ConnectorSettings? settings = null)
    {
        var path = $"{machine.Root}/upload/settings.json";
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(settings ?? server.Settings(machine.Parent), ContractsJson.Default.ConnectorSettings));
        return machine.RunAsync(cancellationToken, "install", "--settings", path);
    }

    /// <summary>Starts the daemon as the system does at boot.</summary>
    public void Boot() => machine.StartDetached(new() { Program = machine.Folder.Program, Arguments = ["run"], WorkingDirectory = "/" });

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        await server.DisposeAsync();
    }
}
