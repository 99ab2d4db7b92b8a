using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Credentials;

/// <summary>Credentials and aliases as an administrator works with them at the command line.</summary>
public sealed class CredentialsCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("command-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AWholeFolderGetsItsAliases_ByACredentialFromAFile()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var web = world.VCenter.AddFolder("Web", world.VCenter.AddFolder("Prod"));
        foreach (var name in new[] { "web-01", "web-02", "web-03" })
        {
            world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name, Folder = web, Guest = GuestProfile.Linux });
        }

        world.AddMachine("elsewhere");

        var added = await RunAsync(world, $"credentials add linux-root --username root --name-pattern web-* --password-file {Secret("guest")} --json");
        var aliases = await RunAsync(world, "alias bootstrap --folder prod/Web --guest-logon linux-root");
        var listed = await RunAsync(world, "alias list --json");
        var credentials = await RunAsync(world, "credentials list --json");

        Assert.True(added.ExitCode == 0, added.Output);
        Assert.True(aliases.ExitCode == 0, aliases.Output);
        Assert.Equal(
            ["web-01", "web-02", "web-03"],
            JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().Select(alias => alias.GetProperty("virtualMachine").GetString()).Order());
        var shown = Assert.Single(JsonDocument.Parse(credentials.Output).RootElement.EnumerateArray().ToList());
        Assert.Equal(("Good", 3), (shown.GetProperty("state").GetString(), shown.GetProperty("usedBy").GetProperty("machines").GetInt32()));
    }

    [Fact]
    public async Task ACredential_IsRotatedConfirmedChangedAndRemoved()
    {
        await using var world = await DeploymentWorld.StartAsync();
        await RunAsync(world, $"credentials add linux-root --username root --password-file {Secret("first")}");

        var rotated = await RunAsync(world, $"credentials rotate linux-root --password-file {Secret("second")}");
        var confirmed = await RunAsync(world, "credentials confirm linux-root");
        var changed = await RunAsync(world, "credentials change linux-root --kind guest --kind ssh --vcenter simulated --json");
        var removed = await RunAsync(world, "credentials remove linux-root");
        var gone = await RunAsync(world, "credentials show linux-root");

        Assert.All(new[] { rotated, confirmed, changed, removed }, run => Assert.True(run.ExitCode == 0, run.Output));
        var view = JsonDocument.Parse(changed.Output).RootElement;
        Assert.Equal(["Guest", "Ssh"], view.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Equal("simulated", view.GetProperty("scope").GetProperty("vCenter").GetString());
        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("There is no credential 'linux-root'", gone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APolicy_IsSetListedAndRemoved()
    {
        await using var world = await DeploymentWorld.StartAsync();

        var set = await RunAsync(world, "policies set web credential ask --name-pattern web-*");
        var listed = await RunAsync(world, "policies list --json");
        var removed = await RunAsync(world, "policies remove web");
        var again = await RunAsync(world, "policies remove web");
        var twice = await RunAsync(world, "policies set web ask ask");

        Assert.All(new[] { set, listed, removed }, run => Assert.True(run.ExitCode == 0, run.Output));
        Assert.Contains("web-*", set.Output, StringComparison.Ordinal);
        var policies = JsonDocument.Parse(listed.Output).RootElement.EnumerateArray();
        Assert.Equal(
            ["Credential", "Ask"],
            policies.Single(policy => policy.GetProperty("name").GetString() == "web").GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        Assert.Contains("There is no policy 'web'", again.Output, StringComparison.Ordinal);
        Assert.Contains("each once", twice.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingToDoItTo_IsSaid()
    {
        await using var world = await DeploymentWorld.StartAsync();

        var nowhere = await RunAsync(world, "alias verify");
        var empty = await RunAsync(world, "alias verify --folder Nowhere");

        Assert.Equal((1, 1), (nowhere.ExitCode, empty.ExitCode));
        Assert.Contains("Name at least one machine", nowhere.Output, StringComparison.Ordinal);
        Assert.Contains("no virtual machine in the folder 'Nowhere'", empty.Output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(DeploymentWorld world, string commandLine)
    {
        var token = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(token, world.Client.DefaultRequestHeaders.Authorization!.Parameter, DeploymentWorld.Cancel);
        var root = new RootCommand { CredentialsCommand.Create(), PoliciesCommand.Create(), AliasCommand.Create() };
        await using var output = new StringWriter();
        var parsed = root.Parse([.. commandLine.Split(' '), "--server", world.Client.BaseAddress!.ToString(), "--token-file", token]);
        var exitCode = await parsed.InvokeAsync(new() { Output = output, Error = output }, DeploymentWorld.Cancel);
        return (exitCode, output.ToString());
    }

    private string Secret(string secret)
    {
        var file = Path.Combine(_folder.FullName, secret);
        File.WriteAllText(file, secret);
        return file;
    }
}
