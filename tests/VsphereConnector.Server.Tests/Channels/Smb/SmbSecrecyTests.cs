using VsphereConnector.Server.Channels.Smb;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>Where a password must not be seen.</summary>
public sealed class SmbSecrecyTests(SmbGuest guest) : SmbTest(guest)
{
    [Fact]
    public async Task WhileAConnectionIsOpen_ThePasswordIsInNoProcessAndNoFile()
    {
        await using var connection = await OpenAsync();
        var clients = ClientsOf(ConnectionsFolder);

        Assert.NotEmpty(clients);
        foreach (var client in clients)
        {
            Assert.DoesNotContain(Guest.Password, await File.ReadAllTextAsync($"/proc/{client}/cmdline", Token), StringComparison.Ordinal);
            Assert.DoesNotContain(Guest.Password, await File.ReadAllTextAsync($"/proc/{client}/environ", Token), StringComparison.Ordinal);
        }

        await connection.Services.ListAsync("x", Token);
        foreach (var file in Directory.EnumerateFiles(ConnectionsFolder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Guest.Password, await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_AreTheServersAlone_AndGoWithTheConnection()
    {
        await using (await OpenAsync())
        {
            var folder = Assert.Single(Directory.EnumerateDirectories(ConnectionsFolder));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(ConnectionsFolder));
            }
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(ConnectionsFolder));
    }

    [Fact]
    public async Task WhatIsRefused_DoesNotShowThePassword()
    {
        const string secret = "a very wrong password";

        var refused = await RefusedAsync(As("administrator", secret));

        Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, $"{As("administrator", secret)}", StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(ConnectionsFolder));
    }

    [Fact]
    public void WhatACrashLeft_GoesWithTheNextStart()
    {
        var left = Directory.CreateDirectory(Path.Combine(ConnectionsFolder, "7"));
        File.WriteAllText(Path.Combine(left.FullName, "logon"), "password=x");

        _ = new SmbConnections(Options, TimeProvider.System);

        Assert.Empty(Directory.EnumerateFileSystemEntries(ConnectionsFolder));
    }

    private static List<string> ClientsOf(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)!).Where(name => name.All(char.IsAsciiDigit))
            .Where(id => new FileInfo($"/proc/{id}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true),
    ];
}
