using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class TempFoldersTests
{
    [Theory]
    [InlineData(null, "/var/jetpatch-temp /tmp")]
    [InlineData("", "/var/jetpatch-temp /tmp")]
    [InlineData("/opt/temp/", "/opt/temp /tmp")]
    [InlineData("/tmp", "/tmp")]
    public void For_AWantedFolderOfLinux_IsTriedFirst(string? wanted, string folders)
        => Assert.Equal(folders.Split(' '), TempFolders.For(GuestSystem.Linux, wanted));

    [Theory]
    [InlineData(null, @"C:\Windows\Temp;C:\Program Files")]
    [InlineData(@"D:\Temp\", @"D:\Temp;C:\Program Files")]
    [InlineData(@"C:\Program Files", @"C:\Program Files")]
    public void For_AWantedFolderOfWindows_IsTriedFirst(string? wanted, string folders)
        => Assert.Equal(folders.Split(';'), TempFolders.For(GuestSystem.Windows, wanted));

    [Theory]
    [InlineData("3.9", "/tmp")]
    [InlineData("4.2.7", "/tmp")]
    [InlineData("4.2.7.99", "/tmp")]
    [InlineData("4.2.8-rc1", "/var/jetpatch-temp /tmp")]
    [InlineData("4.2.8", "/var/jetpatch-temp /tmp")]
    [InlineData("4.10.0+build", "/var/jetpatch-temp /tmp")]
    [InlineData("0.1.0", "/var/jetpatch-temp /tmp")]
    [InlineData("unknown", "/var/jetpatch-temp /tmp")]
    public void For_NothingWanted_GoesByTheConnectorsVersion(string version, string folders)
        => Assert.Equal(folders.Split(' '), TempFolders.For(GuestSystem.Linux, null, version));

    [Fact]
    public void For_AWantedFolder_CountsForOlderConnectorsAsWell() => Assert.Equal(["/opt/temp", "/tmp"], TempFolders.For(GuestSystem.Linux, "/opt/temp", "4.2.7"));
}
