using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Tests.Plugin.Registration;

public sealed class RegistrationCommandsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_Twice_RegistersOnce()
    {
        await using var world = await RegistrationWorld.StartAsync();

        Assert.Equal("Registered", (await world.TellAsync("register")).GetProperty("state").GetString());
        Assert.Equal("Current", (await world.TellAsync("register")).GetProperty("state").GetString());
        Assert.Equal((0, 1), ((await world.RunAsync("registration")).ExitCode, world.VCenter.Calls["RegisterExtension"]));
        Assert.Equal(0, world.VCenter.Calls["UpdateExtension"]);
    }

    [Fact]
    public async Task Register_WhatIsRegistered_IsWhatVCenterNeeds()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await world.RunAsync("register");

        var extension = await world.FindAsync();

        Assert.NotNull(extension);
        Assert.Equal("https://connector.example:8443/plugin/plugin.zip", extension.Client.Single().Url);
        Assert.Equal("vsphere-client-remote", extension.Client.Single().Type);
        Assert.Equal(("MANIFEST_SERVER", extension.Client.Single().Url), (extension.Server.Single().Type, extension.Server.Single().Url));
        Assert.Contains("com.vsphereconnector.plugin.InstallConnector", extension.TaskList);
        Assert.Contains("com.vsphereconnector.plugin.InstallConnector.Failed", extension.EventList);
        Assert.Contains(extension.PrivilegeList, privilege => privilege is { Id: "VsphereConnector.Install", GroupName: "VsphereConnector" });
        Assert.Equal(["en", "de", "ja"], extension.ResourceList.Select(resource => resource.Locale));
        Assert.All(extension.ResourceList, resource =>
        {
            Assert.All(extension.TaskList, task => Assert.NotEmpty(resource.Data[$"{task}.label"]));
            Assert.All(extension.EventList, type => Assert.NotEmpty(resource.Data[$"{type}.fullFormat"]));
            Assert.All(extension.FaultList, fault => Assert.NotEmpty(resource.Data[$"{fault}.summary"]));
            Assert.All(extension.PrivilegeList, privilege => Assert.NotEmpty(resource.Data[$"privilege.{privilege.Id}.label"]));
        });
        Assert.Equal(Enum.GetValues<OperationKind>().Length, extension.TaskList.Count);
    }

    [Fact]
    public async Task Register_BesideARunningServer_RegistersTheCertificateThatItShows()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await using var server = ServerHost.Build(world.Options);
        await server.StartAsync(Cancel);
        await world.RunAsync("register");

        var registered = (await world.FindAsync())!.Server.Single();
        using var shown = await ShownByAsync(server.Services.GetRequiredService<ServerListeners>().Api, Path.Combine(world.Options.DataFolder, "ca.crt"));

        Assert.True(Thumbprint.Parse(registered.ServerThumbprint!).Matches(shown));
        Assert.Equal(HashAlgorithmName.SHA256, Thumbprint.Parse(registered.ServerThumbprint!).Algorithm);
        using var certificate = X509Certificate2.CreateFromPem(registered.ServerCertificate);
        Assert.Equal(shown.Thumbprint, certificate.Thumbprint);
        Assert.True(certificate.MatchesHostname("connector.example"));
        await server.StopAsync(Cancel);
    }

    [Fact]
    public async Task WhenTheCertificateChanges_ThenTheRegistrationIsStaleUntilItIsRegisteredAgain()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await world.RunAsync("register");
        File.Delete(Path.Combine(world.Options.DataFolder, "api.pfx"));

        var stale = await world.TellAsync("registration");
        Assert.Equal("Stale", stale.GetProperty("state").GetString());
        Assert.Equal(["thumbprint", "certificate"], stale.GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("what").GetString()!));
        Assert.Equal(1, (await world.RunAsync("registration")).ExitCode);

        Assert.Equal("Updated", (await world.TellAsync("register")).GetProperty("state").GetString());
        Assert.Equal((0, 1), ((await world.RunAsync("registration")).ExitCode, world.VCenter.Calls["UpdateExtension"]));
    }

    [Fact]
    public async Task WhenTheAddressChanges_ThenTheRegistrationSaysSo()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await world.RunAsync("register");
        world.Options.Plugin.PublicUrl = "https://other.example";

        var (exitCode, output) = await world.RunAsync("registration");

        Assert.Equal(1, exitCode);
        Assert.Contains("url", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unregister_Twice_RemovesOnce()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await world.RunAsync("register");

        Assert.Equal("Removed", (await world.TellAsync("unregister")).GetProperty("state").GetString());
        Assert.Equal("NotRegistered", (await world.TellAsync("unregister")).GetProperty("state").GetString());
        Assert.Equal(0, (await world.RunAsync("unregister")).ExitCode);
        Assert.Null(await world.FindAsync());
        Assert.Equal(1, (await world.RunAsync("registration")).ExitCode);
    }

    [Fact]
    public async Task Register_WithoutThePrivilege_NamesItAndWhoElseCould()
    {
        await using var world = await RegistrationWorld.StartAsync();
        world.VCenter.Deny("VSPHERE.LOCAL\\Administrator", "Extension.Register");

        var (exitCode, output) = await world.RunAsync("register --json");

        Assert.Equal(1, exitCode);
        Assert.Contains("Extension.Register", output, StringComparison.Ordinal);
        Assert.Contains("--username", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_AsAnotherUserByPasswordFile_Registers()
    {
        await using var world = await RegistrationWorld.StartAsync();
        var password = Path.GetTempFileName();
        await File.WriteAllTextAsync(password, "simulator\n", Cancel);
        world.Options.VCenters[0].Username = "svc";

        var (exitCode, output) = await world.RunAsync($"register --username administrator@vsphere.local --password-file {password}");
        File.Delete(password);

        Assert.True(exitCode == 0, output);
        Assert.NotNull(await world.FindAsync());
    }

    [Theory]
    [InlineData("register")]
    [InlineData("unregister")]
    [InlineData("registration")]
    public async Task Command_OnAServerWithoutExtensionManager_SaysSo(string command)
    {
        await using var world = await RegistrationWorld.StartAsync();
        world.VCenter.Rules.Add(new Rule { Method = "FindExtension", Fault = "ManagedObjectNotFound" });

        var (exitCode, output) = await world.RunAsync($"{command} --json");

        Assert.Equal(1, exitCode);
        Assert.Contains("has no extension manager", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("register --vcenter other", "Configured under VCenters: simulated")]
    [InlineData("register --password secret", "--password")]
    public async Task Register_WrongArguments_AreRefused(string commandLine, string complaint)
    {
        await using var world = await RegistrationWorld.StartAsync();

        var (exitCode, output) = await world.RunAsync(commandLine);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Null(await world.FindAsync());
    }

    [Fact]
    public async Task Register_WithoutAPublicAddress_SaysWhatToSet()
    {
        await using var world = await RegistrationWorld.StartAsync();
        world.Options.Plugin.PublicUrl = null;

        var (exitCode, output) = await world.RunAsync("register --json");

        Assert.Equal(1, exitCode);
        Assert.Contains("Plugin:PublicUrl", output, StringComparison.Ordinal);
    }

    private static async Task<X509Certificate2> ShownByAsync(Uri address, string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "connector.example", CertificateChainPolicy = policy }, Cancel);
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }
}
