using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Contracts.Tests.Installation;

public sealed class RunNamesTests
{
    private static readonly Guid Run = Guid.Parse("01a21eae-a643-76b9-9b17-f6b1892d018d");

    [Theory]
    [InlineData("vlink-01a21eaea64376b99b17f6b1892d018d")]
    [InlineData("/tmp/vlink-01a21eaea64376b99b17f6b1892d018d")]
    [InlineData(@"C:\Windows\Temp\VLINK-01A21EAEA64376B99B17F6B1892D018D")]
    [InlineData(@"/srv/vlink-other/vlink-01a21eaea64376b99b17f6b1892d018d")]
    public void OfFolder_ANameOrAPath_TellsTheRun(string folder) => Assert.Equal(Run, RunNames.OfFolder(folder));

    [Theory]
    [InlineData("")]
    [InlineData("vlink-")]
    [InlineData("vlink-01a21eae-a643-76b9-9b17-f6b1892d018d")]
    [InlineData("vlink-01a21eaea64376b99b17f6b1892d018d.old")]
    [InlineData("my-vlink-01a21eaea64376b99b17f6b1892d018d")]
    [InlineData("vlink-01a21eaea64376b99b17f6b1892d018d/done")]
    [InlineData("vlink-once-01a21eaea64376b99b17f6b1892d018d")]
    public void OfFolder_AnythingElse_IsOfNoRun(string folder) => Assert.Null(RunNames.OfFolder(folder));

    [Fact]
    public void Of_WhatWasNamed_IsThatRun()
    {
        Assert.Equal(Run, RunNames.OfFolder(RunNames.Folder(Run)));
        Assert.Equal(Run, RunNames.OfService(RunNames.Service(Run)));
        Assert.Null(RunNames.OfService(RunNames.Folder(Run)));
    }
}
