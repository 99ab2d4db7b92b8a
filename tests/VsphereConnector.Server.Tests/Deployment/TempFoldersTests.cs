using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class TempFoldersTests
{
    [Theory]
    [InlineData(null, "/var/jetpatch-temp /tmp")]
    [InlineData("", "/var/jetpatch-temp /tmp")]
    [InlineData("/opt/temp/", "/opt/temp /tmp")]
    [InlineData("/tmp", "/tmp")]
    public void ForLinux_AWantedFolder_IsTriedFirst(string? wanted, string folders)
        => Assert.Equal(folders.Split(' '), TempFolders.ForLinux(wanted));
}
