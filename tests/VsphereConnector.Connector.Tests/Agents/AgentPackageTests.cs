using System.IO.Compression;
using System.Text;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Tests.Agents;

/// <summary>With real files.</summary>
public sealed class AgentPackageTests : IDisposable
{
    private const int Link = 0xA1FF, Device = 0x61A4;

    private readonly LocalFiles _files = new();
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("vlink-package-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => $"{_root.FullName}/target/agent";

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Unpack_PutsFilesWhereTheyBelong_AndMakesProgramsExecutable()
    {
        await UnpackAsync(TestPackage.Create(more: zip => TestPackage.Add(zip, "data/sub/file.txt", "text")));
        Assert.Equal("text", await File.ReadAllTextAsync($"{Target}/data/sub/file.txt", Token));
        Assert.True(_files.MayExecute($"{Target}/bin/start.sh"));
        Assert.Equal(FileModes.Readable, _files.ModeOf($"{Target}/data/sub/file.txt"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData(@"..\evil")]
    [InlineData(@"C:\evil")]
    [InlineData("C:evil")]
    [InlineData("a/nul")]
    [InlineData("a./b")]
    [InlineData("a\u0001b")]
    [InlineData("BIN/START.SH")]
    [InlineData("bin/start.sh/below")]
    [InlineData("agent.json")]
    public void Open_OfAPathThatIsNotTaken_Refuses(string path) => Refuses(TestPackage.Create(more: zip => TestPackage.Add(zip, path, "x")));

    [Theory]
    [InlineData(Link)]
    [InlineData(Device)]
    public void Open_OfALinkOrADevice_Refuses(int mode) => Refuses(TestPackage.Create(more: zip => TestPackage.Add(zip, "link", "/etc/passwd", mode)));

    [Fact]
    public void Open_OfABomb_Refuses() => Refuses(TestPackage.Create(more: zip =>
    {
        using var stream = zip.CreateEntry("zeros", CompressionLevel.SmallestSize).Open();
        for (var i = 0; i < 40; i++)
        {
            stream.Write(new byte[1024 * 1024]);
        }
    }));

    [Fact]
    public void Open_OfTooManyEntries_Refuses() => Refuses(TestPackage.Create(more: zip =>
    {
        for (var i = 0; i <= AgentPackage.MostEntries; i++)
        {
            zip.CreateEntry($"f{i}");
        }
    }));

    [Fact]
    public async Task Unpack_OfAnEntryThatIsLargerThanItSays_Refuses()
    {
        var zip = TestPackage.Create(more: archive => TestPackage.Add(archive, "long", new string('x', 5000)));
        SetDeclaredLength(zip, "long", 10);
        await Assert.ThrowsAsync<OperationFailedException>(() => UnpackAsync(zip));
    }

    [Fact]
    public void Open_WithoutAManifest_Refuses() => Refuses(Zip(("readme", "x")));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"a\"}")]
    public void Open_OfABrokenManifest_Refuses(string manifest) => Refuses(Zip((AgentManifest.FileName, manifest)));

    [Fact]
    public void Open_OfAManifestThatIsTooLong_Refuses() => Refuses(Zip((AgentManifest.FileName, new string(' ', AgentManifest.MaximumBytes + 1))));

    [Theory]
    [InlineData("not a zip")]
    [InlineData("")]
    [InlineData("PK\u0005\u0006")]
    public void Open_OfNoZip_Refuses(string content) => Refuses(Encoding.Latin1.GetBytes(content));

    [Fact]
    public void Open_WhoseStartProgramIsMissing_Refuses() => Refuses(TestPackage.Create(files: new Dictionary<string, string>()));

    [Fact]
    public async Task Open_AndUnpack_OfAnyDamage_EitherRefusesOrStaysBelowTheTarget()
    {
        var good = TestPackage.Create(more: zip => TestPackage.Add(zip, "data/file.txt", "some text to be damaged"));
        var random = new Random(20260101);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (random.Next(4) == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            try
            {
                await UnpackAsync(bytes);
            }
            catch (OperationFailedException refused)
            {
                Assert.Equal("agent-package-refused", refused.Error.Code);
            }

            Assert.All(_root.EnumerateFileSystemInfos().Select(info => info.Name), name => Assert.Contains(name, new[] { "target", "package.zip" }));
            _files.Delete($"{_root.FullName}/target");
        }
    }

    private async Task UnpackAsync(byte[] zip)
    {
        using var package = AgentPackage.Open(_files, Write(zip));
        await package.UnpackAsync(_files, Target, Token);
    }

    private void Refuses(byte[] zip)
    {
        var refused = Assert.Throws<OperationFailedException>(() => AgentPackage.Open(_files, Write(zip)).Dispose());
        Assert.Equal("agent-package-refused", refused.Error.Code);
    }

    private string Write(byte[] zip)
    {
        var path = $"{_root.FullName}/package.zip";
        File.WriteAllBytes(path, zip);
        return path;
    }

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                TestPackage.Add(zip, name, content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>In the list of entries, where the uncompressed size is at byte 24 and the name at byte 46.</summary>
    private static void SetDeclaredLength(byte[] zip, string name, int length)
    {
        var at = zip.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(name)) - 46;
        BitConverter.TryWriteBytes(zip.AsSpan(at + 24), length);
    }
}
