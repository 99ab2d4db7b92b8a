using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Channels.Ssh;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Preparation;

/// <summary>The whole server, a registered endpoint, and a real sshd and sudo on it.</summary>
public sealed class MachineOperationTests(SshGuest guest) : PreparationTest(guest)
{
    [Theory]
    [InlineData("free")]
    [InlineData("asks")]
    public async Task WhenAnAccountIsPrepared_ThenTheCheckThatBlockedIsSatisfied(string user)
    {
        await using var server = await RunningServer.StartAsync();
        var endpoint = await RegisterAsync(server, user, Guest.Password);

        var before = await EndOfAsync(server, endpoint, OperationKind.CheckMachine);
        var prepared = await EndOfAsync(server, endpoint, OperationKind.PrepareAccount);
        var after = await EndOfAsync(server, endpoint, OperationKind.CheckMachine);

        Assert.Contains("run-account-no-sudoer", CodesOf(before));
        Assert.Equal("Blocked", before.Result!.Value.GetProperty("verdict").GetString());
        Assert.Equal(OperationState.Success, prepared.State);
        Assert.Equal("sudo", prepared.Result!.Value.GetProperty("group").GetString());
        Assert.Contains("run-account-ready", CodesOf(after));
        Assert.DoesNotContain("server-unreachable", CodesOf(after));
        Assert.Single((await server.Get<EndpointRegistry>().FindAsync(endpoint.Id, Token))!.HostKeys.Keys);
    }

    [Fact]
    public async Task WhenTheLogonIsRefused_ThenTheCheckFindsIt_AndNothingIsPrepared()
    {
        await using var server = await RunningServer.StartAsync();
        var endpoint = await RegisterAsync(server, "free", "wrong");
        var state = await StateAsync();

        var check = await EndOfAsync(server, endpoint, OperationKind.CheckMachine);
        var prepared = await EndOfAsync(server, endpoint, OperationKind.PrepareAccount);

        Assert.Equal(["ssh-permission-denied"], CodesOf(check));
        Assert.Equal((OperationState.Error, "ssh-permission-denied"), (prepared.State, prepared.Error!.Code));
        Assert.Equal(state, await StateAsync());
    }

    private async Task<RegisteredEndpoint> RegisterAsync(RunningServer server, string user, string password)
    {
        await server.Get<CredentialStore>().AddAsync(
            new NewCredential
            {
                Name = "installer",
                Kinds = [CredentialKind.Ssh],
                Username = user,
                Scope = new CredentialScope(),
                Secret = new CredentialSecret { Password = password },
            },
            "test",
            Token);
        return await server.Get<EndpointRegistry>().AddAsync(
            new EndpointDefinition
            {
                Name = "web-01",
                Address = Guest.Address,
                Port = SshGuest.Port,
                OperatingSystem = EndpointSystem.Linux,
                Driver = EndpointDriver.Ssh,
                Credential = "installer",
                RunAs = "jetuser",
            },
            "test",
            Token);
    }

    private static async Task<Operation> EndOfAsync(RunningServer server, RegisteredEndpoint endpoint, OperationKind kind) =>
        await server.EndOfAsync(await server.SubmitAsync(OperationTarget.Endpoint(endpoint.Id, endpoint.Name), kind));

    private static IEnumerable<string?> CodesOf(Operation operation)
    {
        Assert.True(operation.State == OperationState.Success, operation.Error?.Message);
        return operation.Result!.Value.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString());
    }
}
