using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Tests.Machines;

public sealed class WindowsEnvironmentTests
{
    [Fact]
    public void Block_OfVariables_IsInTheirOrder_AndWhatIsAddedWins() => Assert.Equal(
        "A=1\0B=three\0PATH=C:\\x;y=z\0\0",
        new string(WindowsEnvironment.Block([new("PATH", "C:\\x;y=z"), new("B", "2"), new("A", "1")], new Dictionary<string, string> { ["b"] = "three" })));

    [Fact]
    public unsafe void Parse_OfABlock_LeavesWhatIsOfCmdAlone()
    {
        fixed (char* block = "=C:=C:\\Windows\0A=1\0PATH=C:\\x;y=z\0EMPTY=\0\0")
        {
            Assert.Equal([new("A", "1"), new("PATH", "C:\\x;y=z"), new("EMPTY", "")], WindowsEnvironment.Parse(block));
        }
    }
}
