using System.Text.Json;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>The look at registered Windows machines, by a service that is there for it alone. What the program sees is shown in Windows guests.</summary>
public sealed class SmbLookTests(SmbGuest guest) : SmbDriverTest(guest)
{
    private string _seen = "vlink-check\t1\nsystem\tWindows\tx64\nversion\tMicrosoft Windows 10.0.20348\nlogon\tNT AUTHORITY\\SYSTEM\tsystem\nremote-uac\ton\nend\n";
    private int _exitCode;

    [Fact]
    public async Task CheckMachine_TellsWhatTheProgramSaw_AndLeavesNothing()
    {
        var look = await LookAsync();

        Assert.True(look.State == OperationState.Success, $"{look.Error}");
        Assert.Contains("guest-system-supported", Codes(look));
        Assert.Contains("install-logon-elevated", Codes(look));
        Assert.Contains("remote-uac-on", Codes(look));
        Assert.Contains(await Guest.JournalAsync(), line => line.Contains($"create vlink-once-{look.Id:N}", StringComparison.Ordinal) && line.Contains(" -- look --bundle ", StringComparison.Ordinal));
        await AssertNothingIsLeftAsync(look.Id);
    }

    [Fact]
    public async Task WhenTheProgramDoesNotComeToItsEnd_ThenThatIsSaid_AndNothingIsLeft()
    {
        _seen = "vlink-check\t1\n";

        var look = await LookAsync();

        Assert.Equal("check-incomplete", look.Error?.Code);
        await AssertNothingIsLeftAsync(look.Id);
    }

    [Fact]
    public async Task WhenTheAccountIsNoAdministrator_ThenThatIsTheFinding()
    {
        await StoreAsync("users", "ordinary", Guest.Password);

        var look = await LookAsync(await RegisterAsync("win-2", "users"));

        Assert.Equal(["smb-not-administrator"], Codes(look));
    }

    [Fact]
    public async Task WhenTheProgramWasDamaged_ThenThatIsTheFinding_AndNothingIsLeft()
    {
        _exitCode = InstallExitCodes.Damaged;

        var look = await LookAsync();

        Assert.Equal(["upload-truncated"], Codes(look));
        await AssertNothingIsLeftAsync(look.Id);
    }

    private protected override void Configure(ServerOptions options)
    {
        options.Deployment.ConnectorPrograms["win-x64"] = typeof(SmbLookTests).Assembly.Location;
        options.Deployment.PollFirst = TimeSpan.FromMilliseconds(200);
    }

    /// <summary>What <c>vlink look</c> would have said.</summary>
    private protected override Task<InstallSpool> InstallAsync(string folder) =>
        Task.FromResult(new InstallSpool(Guid.ParseExact(Path.GetFileName(folder)["vlink-".Length..], "N"), _exitCode, @"NT AUTHORITY\SYSTEM", _seen));

    private async Task<Operation> LookAsync(RegisteredEndpoint? endpoint = null) => await Server.EndOfAsync(await Server.SubmitAsync(
        OperationTarget.Endpoint((endpoint ?? Registered).Id, (endpoint ?? Registered).Name), OperationKind.CheckMachine, TimeSpan.FromMinutes(5)));

    private static IEnumerable<string?> Codes(Operation look) =>
        look.Result!.Value.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString());
}
