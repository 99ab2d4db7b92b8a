using System.Text;
using VsphereConnector.Connector.Tests.Testing;

namespace VsphereConnector.Connector.Tests.Daemon;

/// <summary>What keeps the connector running on Windows, with a script in the connector's place.</summary>
public sealed class ServiceWrapperTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task WhenTheConnectorEndsWithoutHavingRemovedItself_ThenItIsStartedAgainWhateverItEndedWith(int exitCode)
    {
        await using var machine = new TestMachine();
        var runs = $"{machine.Root}/runs";
        machine.Files.CreateDirectory(machine.Folder.Path, FileModes.Executable);
        machine.Files.Write(machine.Folder.Configuration, "{}"u8, FileModes.Private);
        var script = $"#!/bin/sh\necho run >>'{runs}'\n[ $(wc -l <'{runs}') -lt 2 ] && exit {exitCode}\nrm '{machine.Folder.Configuration}'\nexit 0\n";
        machine.Files.WriteAtomically(machine.Folder.Program, Encoding.UTF8.GetBytes(script), FileModes.Executable);

        var (ended, _) = await machine.RunAsync(TestContext.Current.CancellationToken, "run", "--service");

        Assert.Equal(0, ended);
        Assert.Equal(2, (await File.ReadAllLinesAsync(runs, TestContext.Current.CancellationToken)).Length);
    }
}
