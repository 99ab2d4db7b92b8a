using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using VsphereConnector.Simulator.Guests;

namespace VsphereConnector.Server.Tests.Deployment.Aliases;

/// <summary>What can be wrong with tokens and aliases: each is said, and what can go on does by itself.</summary>
public sealed class AliasFaultTests
{
    private static readonly object WithPassword = new { username = "root", password = "guest" };

    [Fact]
    public async Task WhenSomebodyEditsTheAliasStore_ThenItSaysSo_AndAddingItAgainHelps()
    {
        await using var world = await StartAsync();
        var machine = world.AddMachine("web-01");
        (await EndAsync(world, "AddGuestAlias", WithPassword)).Succeeded();
        world.VCenter.RemoveGuestAliases(machine);

        var refused = await EndAsync(world, "VerifyGuestAlias");
        var again = await EndAsync(world, "AddGuestAlias", WithPassword);

        refused.Failed("guest-alias-not-accepted");
        Assert.Contains("removed or changed", refused.GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        again.Succeeded();
        (await EndAsync(world, "VerifyGuestAlias")).Succeeded();
    }

    [Fact]
    public async Task WhenVCenterSignsWithAnotherCertificate_ThenItSaysSo()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");
        (await EndAsync(world, "AddGuestAlias", WithPassword)).Succeeded();
        world.VCenter.RenewTokenSigner();
        await world.RestartAsync();

        var refused = await EndAsync(world, "VerifyGuestAlias");

        refused.Failed("guest-alias-not-accepted");
        Assert.Contains("another certificate", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTheServersAccountLacksTheRight_ThenItNamesIt()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");
        world.VCenter.Deny("Administrator@vsphere.local", "VirtualMachine.GuestOperations.ModifyAliases");

        var refused = await EndAsync(world, "AddGuestAlias", WithPassword);

        refused.Failed("vcenter-privilege-missing");
        Assert.Contains("ModifyAliases", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAnOrdinaryAccountIsToAddAnAliasOfRoot_ThenItSaysThatItMayNot()
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01");

        (await EndAsync(world, "AddGuestAlias", new { username = "operator", password = "guest" })).Failed("guest-account-not-permitted");
    }

    [Fact]
    public async Task WhenTheClocksOfServerAndVCenterAreFarApart_ThenItSaysSo_AndGoesOnWhenTheyAgree()
    {
        var clock = new ShiftedClock { By = TimeSpan.FromMinutes(12) };
        await using var world = await DeploymentWorld.StartAsync(clock: clock);
        world.AddMachine("web-01");
        var operation = await world.SubmitAsync(new { kind = "VerifyGuestAlias", target = new { virtualMachine = "web-01" } });
        await world.StepAsync(operation, "waiting");
        clock.By = TimeSpan.Zero;

        var ended = await world.EndAsync(operation);

        Assert.Contains("clocks", ended.GetProperty("events").ToString(), StringComparison.Ordinal);
        ended.Failed("guest-alias-not-accepted");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OnWindows_TheAliasIsForSystem_WhereToolsAllowIt(bool allowed)
    {
        await using var world = await StartAsync();
        world.AddMachine("web-01", GuestProfile.Windows with { AllowsLocalSystemImpersonation = allowed });

        var added = await EndAsync(world, "AddGuestAlias", new { username = "Administrator", password = "guest" });

        if (allowed)
        {
            added.Succeeded();
            Assert.Equal("SYSTEM", added.GetProperty("result").GetProperty("account").GetString());
        }
        else
        {
            added.Failed("guest-alias-not-accepted");
            Assert.Contains("allowLocalSystemImpersonationBypass", added.GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhenTheServersAccountHasACertificate_ThenNoPasswordIsNeededAnywhere()
    {
        using var folder = new TemporaryFolder();
        var certificate = folder.MakeCertificate();
        await using var world = await DeploymentWorld.StartAsync(
            configure: options =>
            {
                options.VCenters[0].PasswordFile = "";
                options.VCenters[0].Username = "";
                options.VCenters[0].CertificateFile = folder.CertificateFile;
                options.VCenters[0].KeyFile = folder.KeyFile;
            },
            prepare: vCenter => vCenter.AddSolutionUser("Administrator@vsphere.local", certificate));
        world.AddMachine("web-01");

        var added = await EndAsync(world, "AddGuestAlias", WithPassword);
        var installed = await EndAsync(world, "InstallConnector");

        added.Succeeded();
        Assert.Equal("Administrator@VSPHERE.LOCAL", added.GetProperty("result").GetProperty("subject").GetString());
        installed.Succeeded();
        Assert.Equal(0, world.VCenter.Calls["Login"]);
    }

    private static Task<DeploymentWorld> StartAsync() => DeploymentWorld.StartAsync();

    private static async Task<JsonElement> EndAsync(DeploymentWorld world, string kind, object? guestLogon = null) =>
        await world.EndAsync(await world.SubmitAsync(new { kind, target = new { virtualMachine = "web-01" }, guestLogon }));

    private sealed class ShiftedClock : TimeProvider
    {
        private long _by;

        public TimeSpan By
        {
            get => TimeSpan.FromTicks(Volatile.Read(ref _by));
            set => Volatile.Write(ref _by, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("solution-user-");
        private X509Certificate2? _certificate;

        public string CertificateFile => Path.Combine(_folder.FullName, "service.crt");

        public string KeyFile => Path.Combine(_folder.FullName, "service.key");

        public X509Certificate2 MakeCertificate()
        {
            using var key = RSA.Create(2048);
            var now = TimeProvider.System.GetUtcNow();
            _certificate = new CertificateRequest("CN=svc-connector", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
            File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return _certificate;
        }

        public void Dispose()
        {
            _certificate?.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
