using System.Text.Json;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Tests.Deployment.Aliases;

/// <summary>An administrator's password is used once; from then on the server's own account comes in by tokens.</summary>
public sealed class GuestAliasTests
{
    private static readonly object WithPassword = new { username = "root", password = "guest" };
    private static readonly object ByAlias = new { name = "tools" };

    [Fact]
    public async Task WhenAnAliasWasAdded_ThenAnInstallationNeedsNoPassword()
    {
        await using var world = await StartAsync();
        var machine = world.AddMachine("web-01");

        var added = await EndAsync(world, "AddGuestAlias", WithPassword);
        var failedBefore = machine.Guest.Accounts.FailedLogons;
        var installed = await EndAsync(world, "InstallConnector", ByAlias);

        added.Succeeded();
        Assert.Equal("Administrator@VSPHERE.LOCAL", added.GetProperty("result").GetProperty("subject").GetString());
        installed.Succeeded();
        Assert.Equal("root", installed.GetProperty("result").GetProperty("account").GetString());
        Assert.Contains("guest alias of root", LogonStepOf(installed), StringComparison.Ordinal);
        Assert.Equal(0, failedBefore);
        Assert.Equal(1, world.VCenter.Calls["Issue"]);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenThereIsNoAlias_ThenInstallationAndVerificationSayWhatToDo()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");

        var verified = await EndAsync(world, "VerifyGuestAlias");
        var installed = await EndAsync(world, "InstallConnector", ByAlias);

        verified.Failed("guest-alias-not-accepted");
        Assert.Contains("Add the alias", verified.GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        installed.Failed("guest-alias-not-accepted");
    }

    [Fact]
    public async Task WhenAnAliasIsAddedOrRemovedTwice_ThenTheSecondTimeNothingIsDone()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");

        var added = new[] { await EndAsync(world, "AddGuestAlias", WithPassword), await EndAsync(world, "AddGuestAlias", WithPassword) };
        var removed = new[] { await EndAsync(world, "RemoveGuestAlias"), await EndAsync(world, "RemoveGuestAlias", WithPassword) };

        Assert.Equal([false, true], added.Select(WasSo));
        Assert.Equal([false, true], removed.Select(WasSo));
        Assert.Equal(1, Aliases(added[1]));
        Assert.Equal(0, Aliases(removed[0]));
        Assert.Equal(1, world.VCenter.Calls["AddGuestAlias"]);
        Assert.Equal(1, world.VCenter.Calls["RemoveGuestAlias"]);
    }

    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedTwiceAndNoMore()
    {
        await using var world = await StartAsync();
        var machine = world.AddMachine("web-01");

        var added = await EndAsync(world, "AddGuestAlias", new { username = "root", password = "wrong" });

        added.Failed("guest-logon-refused");
        Assert.Equal(2, machine.Guest.Accounts.FailedLogons);
    }

    [Fact]
    public async Task WhenTheServersAccountIsRefused_ThenTheTokenServiceIsAskedOnceUntilThePasswordFileChanges()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");
        world.VCenter.RefuseTokens = true;

        (await EndAsync(world, "VerifyGuestAlias")).Failed("service-account-refused");
        (await EndAsync(world, "VerifyGuestAlias")).Failed("service-account-refused");

        Assert.Equal(1, world.VCenter.Calls["Issue"]);
    }

    private static Task<DeploymentWorld> StartAsync() => DeploymentWorld.StartAsync(
        configure: options => options.GuestLogons.Add(new GuestLogonOptions { Name = "tools", Username = "root", Alias = true }));

    private static async Task<JsonElement> EndAsync(DeploymentWorld world, string kind, object? guestLogon = null) =>
        await world.EndAsync(await world.SubmitAsync(new { kind, target = new { virtualMachine = "web-01" }, guestLogon }));

    private static string? LogonStepOf(JsonElement operation) => operation.GetProperty("events").EnumerateArray()
        .Single(step => step.GetProperty("step").GetString() == "logon").GetProperty("message").GetString();

    private static bool WasSo(JsonElement operation) => operation.GetProperty("result").GetProperty("wasSo").GetBoolean();

    private static int Aliases(JsonElement operation) => operation.GetProperty("result").GetProperty("aliases").GetArrayLength();
}
