using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Simulator.Tests.Rules;

public sealed class RuleTests : VCenterTest
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public async Task Fault_ForOneMachineAndTwoCalls_HitsJustThose()
    {
        var web = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01" });
        var db = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "db-01" });
        VCenter.Rules.Add(new Rule { Method = "Validate*", VirtualMachine = "web-*", FromCall = 2, Times = 2, Fault = "GuestOperationsUnavailable" });
        var auth = (await ManagersAsync()).AuthManager!;
        await auth.ValidateCredentialsInGuestAsync(Reference(db), Root, Cancellation);
        await auth.ValidateCredentialsInGuestAsync(Reference(web), Root, Cancellation);
        for (var i = 0; i < 2; i++)
            Assert.IsType<GuestOperationsUnavailable>(await FaultOfAsync(() => auth.ValidateCredentialsInGuestAsync(Reference(web), Root, Cancellation)));
        await auth.ValidateCredentialsInGuestAsync(Reference(web), Root, Cancellation);
        Assert.Equal(5, VCenter.Calls["ValidateCredentialsInGuest"]);
        Assert.Equal(4, VCenter.Calls.OfVirtualMachine("web-01"));
    }

    [Theory]
    [InlineData(ConnectionBreak.BeforeCall, false)]
    [InlineData(ConnectionBreak.AfterCall, true)]
    public async Task Break_LosesTheRequestOrTheAnswer(ConnectionBreak when, bool carriedOut)
    {
        var vm = VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01" });
        VCenter.Rules.Add(new Rule { Method = "MakeDirectoryInGuest", Break = when });
        var files = (await ManagersAsync()).FileManager;
        await Assert.ThrowsAnyAsync<VimException>(() => files.MakeDirectoryInGuestAsync(Reference(vm), Root, "/tmp/made", createParentDirectories: false, Cancellation));
        Assert.Equal(carriedOut ? ["/tmp/made"] : [], vm.Guest.ListFiles("/tmp"));
    }

    [Fact]
    public void Probability_WithTheSameSeed_HitsTheSameCalls()
    {
        static bool[] Draw()
        {
            var book = new RuleBook(new Random(7));
            book.Add(new Rule { Probability = 0.5, Fault = "SystemError" });
            return [.. Enumerable.Range(0, 200).Select(_ => book.Apply("Any", null).Fault is not null)];
        }

        var hits = Draw();
        Assert.Equal(hits, Draw());
        Assert.InRange(hits.Count(hit => hit), 60, 140);
    }

    [Theory]
    [InlineData("""[ { "method": "Login", "delay": "00:00:01" } ]""", null)]
    [InlineData("""[ { "method": "Login" } ]""", "does nothing")]
    [InlineData("""[ { "fault": "X", "probability": 2 } ]""", "probability")]
    [InlineData("""[ { "fault": "X", "propability": 1 } ]""", "propability")]
    [InlineData("""{}""", "no list of rules")]
    public void RuleFile_Read_SaysWhatIsWrong(string json, string? complaint)
    {
        File.WriteAllText(_file, json);
        if (complaint is null)
            Assert.Single(RuleFile.Read(_file));
        else
            Assert.Contains(complaint, Assert.Throws<InvalidDataException>(() => RuleFile.Read(_file)).Message, StringComparison.Ordinal);
    }

    public override async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await base.DisposeAsync();
    }
}
