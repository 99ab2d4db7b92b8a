using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Tests.Guests;

public sealed class SimulatedFileSystemTests
{
    private const long Capacity = 1000;
    private const int Mode = 0b110_100_100;
    private static readonly GuestAccount Root = new() { Name = "root", IsAdministrator = true };

    private static Gen<(int Operation, string From, string To, int Size)> Steps =>
        from operation in Gen.Choose(0, 4)
        from names in Gen.Elements("/a", "/b", "/d/a", "/d/b", "/d", "/small/a").Two()
        from size in Gen.Choose(0, 400)
        select (operation, names.Item1, names.Item2, size);

    [Fact]
    public void FreeBytes_AfterAnySteps_IsCapacityLessWhatIsThere() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
        {
            var files = NewFiles();
            foreach (var step in steps)
                TryDo(files, step);
            return files.FreeBytes("/") == Capacity - Bytes(files, path => !path.StartsWith("/small", StringComparison.Ordinal))
                && files.FreeBytes("/small") == Capacity - Bytes(files, path => path.StartsWith("/small", StringComparison.Ordinal));
        }));

    [Fact]
    public void Copy_ThenAnySteps_LeavesTheOriginalAsItWas() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(Steps.ListOf().ToArbitrary(), Steps.ListOf().ToArbitrary(), (before, after) =>
        {
            var files = NewFiles();
            foreach (var step in before)
                TryDo(files, step);
            var expected = Describe(files);
            var copy = files.Copy();
            foreach (var step in after)
                TryDo(copy, step);
            return Describe(files) == expected;
        }));

    [Fact]
    public void Find_ALoopOfLinks_IsNotFound()
    {
        var files = NewFiles();
        files.MakeLink("/one", "/two", Root);
        files.MakeLink("/two", "one", Root);
        Assert.Null(files.Find("/one"));
        Assert.True(files.Find("/one", followLink: false)!.IsLink);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("")]
    [InlineData("/a\0b")]
    public void Split_AnInvalidPath_IsRefused(string path) =>
        Assert.Equal(FileFailure.InvalidPath, Assert.Throws<FileSystemException>(() => GuestPath.Linux.Split(path)).Failure);

    [Theory]
    [InlineData("/a/./b//c/", "/a/b/c")]
    [InlineData("/a/../../b", "/b")]
    public void Split_APath_IsNormal(string path, string normal) => Assert.Equal(normal, GuestPath.Linux.Join(GuestPath.Linux.Split(path)));

    private static SimulatedFileSystem NewFiles()
    {
        var files = new SimulatedFileSystem(
            GuestPath.Linux,
            [new MountOptions { Path = "", CapacityBytes = Capacity }, new MountOptions { Path = "/small", CapacityBytes = Capacity }],
            TimeProvider.System);
        files.MakeDirectory("/small", Root, Mode, parents: false);
        return files;
    }

    private static void TryDo(SimulatedFileSystem files, (int Operation, string From, string To, int Size) step)
    {
        try
        {
            Do(files, step);
        }
        catch (FileSystemException)
        {
            // Refused: nothing may have changed.
        }
    }

    private static void Do(SimulatedFileSystem files, (int Operation, string From, string To, int Size) step)
    {
        switch (step.Operation)
        {
            case 0:
                files.Write(step.From, new byte[step.Size], Root, Mode);
                break;
            case 1:
                files.MakeDirectory(step.From, Root, Mode, parents: true);
                break;
            case 2:
                files.Move(step.From, step.To, Root, overwrite: true);
                break;
            case 3 when files.Find(step.From) is { IsFile: true } file:
                files.Append(step.From, file, new byte[step.Size]);
                break;
            case 4:
                files.DeleteFile(step.From, Root);
                break;
        }
    }

    private static long Bytes(SimulatedFileSystem files, Func<string, bool> counted) =>
        files.AllPaths("/").Where(counted).Sum(path => files.Find(path) is { IsFile: true } file ? file.Length : 0L);

    private static string Describe(SimulatedFileSystem files) =>
        string.Join('\n', files.AllPaths("/").Select(path => $"{path} {files.Find(path)!.Length}"));
}
