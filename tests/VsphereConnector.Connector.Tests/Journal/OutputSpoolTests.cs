using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Journal;

public sealed class OutputSpoolTests : IDisposable
{
    private readonly LocalFiles _files = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("vlink-spool-").FullName;
    private int _count;

    [Fact]
    public void Read_FromAnyOffset_GivesWhatWasWrittenFromThere() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<(bool IsError, byte[] Bytes)[], NonNegativeInt, PositiveInt>((writes, offset, size) =>
        {
            var path = Write(writes);
            var all = writes.SelectMany(write => write.Bytes.Select(value => (write.IsError, value))).ToArray();
            var from = all.Length == 0 ? 0 : offset.Get % all.Length;
            return Read(path, from, size.Get).SequenceEqual(all[from..]);
        }));

    [Fact]
    public void Read_OfASpoolThatWasCutAnywhere_GivesABeginningOfIt() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<(bool IsError, byte[] Bytes)[], NonNegativeInt>((writes, cut) =>
        {
            var path = Write(writes);
            var all = writes.SelectMany(write => write.Bytes.Select(value => (write.IsError, value))).ToArray();
            if (File.Exists(path))
            {
                using var file = File.OpenWrite(path);
                file.SetLength(Math.Max(0, file.Length - (cut.Get % 20)));
            }

            var read = Read(path, 0, 7);
            return read.SequenceEqual(all[..read.Count]) && OutputSpool.LengthOf(_files, path) == read.Count;
        }));

    [Fact]
    public void Read_OfAnyBytes_Ends() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<byte[]>(bytes =>
        {
            var path = $"{_folder}/{_count++}";
            File.WriteAllBytes(path, bytes);
            return Read(path, 0, 16).Count <= bytes.Length;
        }));

    [Fact]
    public void TryAppend_AfterTheDiskDidNotTakeOne_TakesNoMore()
    {
        using var spool = new OutputSpool(_files, $"{_folder}/missing/spool", () => { });
        Assert.False(spool.TryAppend(OutputStream.Output, [1]));
        Directory.CreateDirectory($"{_folder}/missing");
        Assert.False(spool.TryAppend(OutputStream.Output, [1]));
        Assert.True(spool.IsBroken);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write((bool IsError, byte[] Bytes)[] writes)
    {
        var path = $"{_folder}/{_count++}";
        using var spool = new OutputSpool(_files, path, () => { });
        foreach (var (isError, bytes) in writes)
        {
            Assert.True(spool.TryAppend(isError ? OutputStream.Error : OutputStream.Output, bytes));
        }

        return path;
    }

    private List<(bool IsError, byte Value)> Read(string path, long offset, int size)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var result = new List<(bool, byte)>();
        using var reader = new SpoolReader(_files.OpenRead(path));
        Assert.Equal(offset, reader.SkipTo(offset));
        var buffer = new byte[size];
        while (reader.Read(buffer, out var stream) is > 0 and var read)
        {
            result.AddRange(buffer[..read].Select(value => (stream == OutputStream.Error, value)));
        }

        return result;
    }
}
