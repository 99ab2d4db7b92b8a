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
}
