using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SharedConnectionTests(SshGuest guest) : SshTest(guest)
{
    [Fact]
    public async Task WhenSeveralWantTheSame_ThenThereIsOneLogonAndItEndsWhenUnused()
    {
        var time = new ManualTimeProvider();
        await using var connections = new SshConnections(Options with { Folder = ConnectionsFolder + "-2" }, time);
        var before = await CountInLogAsync("Accepted password for asks");

        var leases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => connections.RentAsync(As("asks"), Token)));
        var connection = Assert.Single(leases.Select(lease => lease.Connection).Distinct());
        foreach (var lease in leases)
        {
            await lease.DisposeAsync();
        }

        time.Advance(Options.IdleTimeout - TimeSpan.FromSeconds(1));
        await using (var again = await connections.RentAsync(As("asks"), Token))
        {
            Assert.Same(connection, again.Connection);
            time.Advance(Options.IdleTimeout);
            Assert.Equal(0, (await again.Connection.RunAsync(new SshCommand("true"), Token)).ExitCode);
        }

        Assert.Equal(before + 1, await CountInLogAsync("Accepted password for asks"));
        time.Advance(Options.IdleTimeout);
        await connection.Ended.WaitAsync(Token);
    }

    [Fact]
    public async Task WhenSeveralUseAWrongPasswordAtOnce_ThenItIsTriedOnce()
    {
        var before = await CountInLogAsync("Failed password for none");

        var tries = Enumerable.Range(0, 5).Select(_ => Assert.ThrowsAsync<SshException>(() => Connections.RentAsync(As("none", new SshPassword("wrong")), Token)));

        Assert.All(await Task.WhenAll(tries), exception => Assert.Equal(SshFault.PermissionDenied, exception.Fault));
        Assert.Equal(before + 1, await CountInLogAsync("Failed password for none"));
    }

    [Fact]
    public async Task WhenTheConnectionIsLostOrItsKeyNoLongerPinned_ThenTheNextIsANewOne()
    {
        await using var proxy = new CuttingProxy(Guest.Address, SshGuest.Port);
        var target = As("free", Key) with { Host = "127.0.0.1", Port = proxy.Port };
        await using var first = await Connections.RentAsync(target, Token);
        proxy.Cut();
        await first.Connection.Ended.WaitAsync(Token);

        await using var second = await Connections.RentAsync(target, Token);

        Assert.Equal(0, (await second.Connection.RunAsync(new SshCommand("true"), Token)).ExitCode);
        var other = Guest.HostKey with { Blob = Guest.HostKey.Blob[..^2] + "AA" };
        var changed = await Assert.ThrowsAsync<SshException>(() => Connections.RentAsync(target with { HostKeys = new SshHostKeyPolicy([other]) }, Token));
        Assert.Equal(SshFault.HostKeyChanged, changed.Fault);
    }

    [Fact]
    public async Task WhenMachinesAreBehindTheSameOne_ThenThatOneIsLoggedOnToOnce()
    {
        var before = await CountInLogAsync("Accepted publickey for free");
        var jump = As("free", Key);

        await using var first = await Connections.OpenAsync(As("asks") with { Jump = jump }, Token);
        await using var second = await Connections.OpenAsync(As("none") with { Jump = jump }, Token);

        Assert.Equal("asks\nnone\n", (await first.RunAsync(new SshCommand("id -un"), Token)).Output + (await second.RunAsync(new SshCommand("id -un"), Token)).Output);
        Assert.Equal(before + 1, await CountInLogAsync("Accepted publickey for free"));
    }
}
