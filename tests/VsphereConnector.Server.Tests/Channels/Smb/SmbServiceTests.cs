using VsphereConnector.Server.Channels.Smb;

namespace VsphereConnector.Server.Tests.Channels.Smb;

public sealed class SmbServiceTests(SmbGuest guest) : SmbTest(guest)
{
    private readonly string _name = $"vlink-once-{Guid.NewGuid():N}";

    [Fact]
    public async Task AOneTimeService_RunsAndIsRemoved()
    {
        await using var connection = await OpenWithFolderAsync();
        await connection.PutAsync($@"{WorkFolder}\run.sh", Bytes("echo \"$1\" >done; until [ -f stop ]; do sleep 0.1; done; exit 7"), Token);
        var services = connection.Services;

        Assert.Equal(ServiceState.None, await services.QueryAsync(_name, Token));
        await services.CreateAsync(_name, "A \"test\" of one time", $@"""%SystemRoot%\{Lower(WorkFolder)}\run.sh"" once --folder ""C:\x y""", Token);
        Assert.Equal(ServiceState.Stopped, await services.QueryAsync(_name, Token));
        Assert.Equal([_name], await services.ListAsync(_name[..20], Token));
        await services.StartAsync(_name, Token);
        await services.StartAsync(_name, Token);
        Assert.Equal(ServiceState.Active, await services.QueryAsync(_name, Token));
        await services.DeleteAsync(_name, Token);
        await services.DeleteAsync(_name, Token);
        await Guest.ShellAsync($"touch {InGuest(WorkFolder)}/stop");
        await WaitUntilGoneAsync(services);

        await services.DeleteAsync(_name, Token);
        Assert.Contains(_name, await Guest.ShellAsync($"cat {InGuest(WorkFolder)}/done"), StringComparison.Ordinal);
        Assert.Contains(await Guest.JournalAsync(), line => line == $@"create {_name} ""%SystemRoot%\{Lower(WorkFolder)}\run.sh"" once --folder ""C:\x y""");
    }

    [Fact]
    public async Task WhenAServiceIsThereAlready_ThenItIsSaid()
    {
        await using var connection = await OpenAsync();
        await connection.Services.CreateAsync(_name, _name, "x", Token);

        var refused = await Assert.ThrowsAsync<SmbException>(() => connection.Services.CreateAsync(_name, _name, "x", Token));

        Assert.Equal(SmbFault.ServiceExists, refused.Fault);
        await connection.Services.DeleteAsync(_name, Token);
    }

    [Theory]
    [InlineData(1053, nameof(SmbFault.ServiceNotStarted), "30 s")]
    [InlineData(2, nameof(SmbFault.ServiceNotStarted), "program is not there")]
    [InlineData(193, nameof(SmbFault.ServiceNotStarted), "64-bit")]
    [InlineData(1058, nameof(SmbFault.ServiceNotStarted), "disabled")]
    [InlineData(1072, nameof(SmbFault.ServiceGoing), "marked for deletion")]
    [InlineData(5, nameof(SmbFault.NotAdministrator), "LocalAccountTokenFilterPolicy")]
    [InlineData(1260, nameof(SmbFault.ServiceNotStarted), "AppLocker")]
    [InlineData(1455, nameof(SmbFault.Other), "")]
    public async Task WhenAServiceDoesNotStart_ThenWindowsReasonIsSaid(int error, string fault, string words)
    {
        await using var connection = await OpenAsync();
        await connection.Services.CreateAsync(_name, _name, "x", Token);
        await Guest.ShellAsync($"echo {error} >/mnt/scm/refuse-start");
        try
        {
            var refused = await Assert.ThrowsAsync<SmbException>(() => connection.Services.StartAsync(_name, Token));

            Assert.Equal(fault, $"{refused.Fault}");
            Assert.Contains(words, $"{refused.Error.Message} {refused.Error.Remedy}", StringComparison.Ordinal);
        }
        finally
        {
            await Guest.ShellAsync("rm /mnt/scm/refuse-start");
        }

        await connection.Services.DeleteAsync(_name, Token);
        Assert.Equal(ServiceState.None, await connection.Services.QueryAsync(_name, Token));
    }

    [Fact]
    public async Task WhenThereIsNoServiceControl_ThenItIsSaid()
    {
        await using var connection = await Connections.OpenAsync(As("administrator", port: SmbGuest.PortOfSmb2), Token);

        var refused = await Assert.ThrowsAsync<SmbException>(() => connection.Services.ListAsync("x", Token));

        Assert.NotEqual("", refused.Error.Remedy);
        Assert.DoesNotContain(Guest.Password, refused.Message, StringComparison.Ordinal);
    }

    private static string Lower(string path) => path.ToLowerInvariant();

    private async Task WaitUntilGoneAsync(IServiceControl services)
    {
        while (await services.QueryAsync(_name, Token) != ServiceState.None)
        {
            Token.ThrowIfCancellationRequested();
        }
    }
}
