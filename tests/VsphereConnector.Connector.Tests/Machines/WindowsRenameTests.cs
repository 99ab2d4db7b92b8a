using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Tests.Machines;

/// <summary>What it does on any system; that a reader is waited for needs Windows.</summary>
public sealed class WindowsRenameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rename-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Over_AFile_TakesItsPlace()
    {
        File.WriteAllText($"{_folder}/to", "old");
        File.WriteAllText($"{_folder}/from", "new");
        WindowsRename.Over($"{_folder}/from", $"{_folder}/to");
        Assert.Equal("new", File.ReadAllText($"{_folder}/to"));
        Assert.False(File.Exists($"{_folder}/from"));
    }

    [Fact]
    public void Over_OfWhatIsNotThere_FailsAtOnce() => Assert.Throws<FileNotFoundException>(() => WindowsRename.Over($"{_folder}/none", $"{_folder}/to"));
}
