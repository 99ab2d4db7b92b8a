using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Tests.Machines;

public sealed class LocalFilesTests : IDisposable
{
    private readonly LocalFiles _files = new();
    private readonly string _root = Directory.CreateTempSubdirectory("vlink-files-").FullName;

    [Fact]
    public void WriteAtomically_OverAFile_ReplacesItWithTheModeAndLeavesNothingBeside()
    {
        var path = $"{_root}/a";
        _files.WriteAtomically(path, "one"u8, FileModes.Readable);
        _files.WriteAtomically(path, "two"u8, FileModes.Private);
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal(FileModes.Private, _files.ModeOf(path));
        Assert.Equal(["a"], _files.List(_root));
    }

    [Fact]
    public void WriteAtomically_WhereNothingCanBeWritten_LeavesNothingBeside()
    {
        Assert.ThrowsAny<IOException>(() => _files.WriteAtomically($"{_root}/missing/a", "x"u8, FileModes.Private));
        Assert.Empty(_files.List(_root));
    }

    [Fact]
    public void CreateDirectory_OfSeveral_GivesEachTheMode()
    {
        _files.CreateDirectory($"{_root}/a/b", FileModes.Executable);
        Assert.Equal(FileModes.Executable, _files.ModeOf($"{_root}/a"));
        Assert.Equal(FileModes.Executable, _files.ModeOf($"{_root}/a/b"));
    }

    [Fact]
    public void Delete_OfALink_LeavesItsTarget()
    {
        _files.CreateDirectory($"{_root}/target", FileModes.Executable);
        _files.CreateLink($"{_root}/link", $"{_root}/target");
        Assert.Equal(FileKind.Link, _files.KindOf($"{_root}/link"));
        _files.Delete($"{_root}/link");
        Assert.Equal(["target"], _files.List(_root));
    }

    [Fact]
    public void TryLock_WhileAnotherHoldsIt_IsNull()
    {
        using (var first = _files.TryLock($"{_root}/lock"))
        {
            Assert.NotNull(first);
            Assert.Null(_files.TryLock($"{_root}/lock"));
        }

        using var second = _files.TryLock($"{_root}/lock");
        Assert.NotNull(second);
    }

    [Fact]
    public void MayExecute_FollowsTheMode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        _files.Write($"{_root}/a", "x"u8, FileModes.Readable);
        _files.Write($"{_root}/b", "x"u8, FileModes.Executable);
        Assert.False(_files.MayExecute($"{_root}/a"));
        Assert.True(_files.MayExecute($"{_root}/b"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
