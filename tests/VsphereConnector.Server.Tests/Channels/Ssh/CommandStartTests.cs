using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class CommandStartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_HoweverTheBytesArrive_FindsTheMarkAndLeavesTheRest() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte[], byte>((before, after, size) =>
    {
        var start = new CommandStart(sudo: null);
        var mark = MarkOf(start);
        byte[] bytes = [.. before ?? [], .. Encoding.ASCII.GetBytes($"{mark}4711\n"), .. after ?? []];
        var error = PipeReader.Create(new InPieces(bytes, 1 + (size % 7)));

        var result = start.ReadAsync(error, Stream.Null, Token).GetAwaiter().GetResult();
        using var rest = new MemoryStream();
        error.CopyToAsync(rest, Token).GetAwaiter().GetResult();

        return result.Group == 4711 && rest.ToArray().SequenceEqual(after ?? []);
    }));

    [Fact]
    public void Read_OfAnythingElse_IsNoStart() => Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        new CommandStart(new SshSudo("password")).ReadAsync(PipeReader.Create(new MemoryStream(bytes ?? [])), Stream.Null, Token).GetAwaiter().GetResult().Group is null));

    [Fact]
    public async Task Read_WhereSudoAsksTwice_SendsThePasswordOnce()
    {
        var start = new CommandStart(new SshSudo("password"));
        var prompt = MarkOf(start).Replace("group ", "password", StringComparison.Ordinal);
        using var input = new MemoryStream();

        var result = await start.ReadAsync(PipeReader.Create(new InPieces(Encoding.ASCII.GetBytes($"{prompt}Sorry, try again.\n{prompt}"), 3)), input, Token);

        Assert.True(result.PasswordRefused);
        Assert.Equal("password\n"u8, input.ToArray());
    }

    private static string MarkOf(CommandStart start)
    {
        var line = start.CommandLine("");
        var begin = line.LastIndexOf("vsphere-connector-", StringComparison.Ordinal);
        return line[begin..line.IndexOf("$group", begin, StringComparison.Ordinal)];
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class InPieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
