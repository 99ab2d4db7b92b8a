namespace VsphereConnector.Server.Tests.Channels.Web;

/// <summary>One server for all tests of a class; each test enrols connectors of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
