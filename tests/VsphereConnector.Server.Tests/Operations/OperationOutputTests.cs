using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;
using static VsphereConnector.Server.Tests.Operations.LedgerFixture;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class OperationOutputTests
{
    [Fact]
    public async Task Append_AnyPiecesSentAgainFromAnywhere_KeepsEveryByteOnce()
    {
        await using var fixture = new LedgerFixture();
        var pieces = Gen.Choose(1, 40).Zip(Gen.Choose(0, 60)).ListOf(20).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(pieces, sent =>
            KeepsEveryByteOnceAsync(fixture, [.. sent]).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Append_BeyondTheEnd_IsRefused()
    {
        await using var fixture = new LedgerFixture();
        var operation = await ClaimAsync(fixture);
        await AppendAsync(fixture, operation, OutputStream.Output, 0, "abc");

        var gap = await Assert.ThrowsAsync<OutputGapException>(() => AppendAsync(fixture, operation, OutputStream.Output, 4, "e"));

        Assert.Equal(3, gap.Length);
    }

    [Fact]
    public async Task Read_OfOneStream_CountsItsOwnBytes()
    {
        await using var fixture = new LedgerFixture();
        var operation = await ClaimAsync(fixture);
        await AppendAsync(fixture, operation, OutputStream.Output, 0, "out1");
        await AppendAsync(fixture, operation, OutputStream.Error, 4, "err1");
        await AppendAsync(fixture, operation, OutputStream.Output, 8, "out2");

        Assert.Equal("out1err1out2", await ReadAsync(fixture, operation.Id, null, 0));
        Assert.Equal("out1out2", await ReadAsync(fixture, operation.Id, OutputStream.Output, 0));
        Assert.Equal("t2", await ReadAsync(fixture, operation.Id, OutputStream.Output, 6));
        Assert.Equal("err1", await ReadAsync(fixture, operation.Id, OutputStream.Error, 0));
        Assert.Equal("", await ReadAsync(fixture, operation.Id, OutputStream.Error, 4));
    }

    private static async Task<bool> KeepsEveryByteOnceAsync(LedgerFixture fixture, IReadOnlyList<(int Length, int Back)> sent)
    {
        var operation = await ClaimAsync(fixture);
        var whole = Enumerable.Range(0, 4000).Select(i => (char)('a' + (i % 26))).ToArray();
        long length = 0;
        foreach (var (count, back) in sent)
        {
            var offset = Math.Max(0, length - back);
            length = await AppendAsync(fixture, operation, OutputStream.Output, offset, new string(whole, (int)offset, count));
        }

        return await ReadAsync(fixture, operation.Id, null, 0) == new string(whole, 0, (int)length);
    }

    private static async Task<Operation> ClaimAsync(LedgerFixture fixture)
    {
        var submitted = await fixture.SubmitAsync();
        var claimed = await fixture.Leases.ClaimAsync("node", TimeSpan.FromHours(1), 10, CancellationToken.None);
        return claimed.Single(operation => operation.Id == submitted.Id);
    }

    private static Task<long> AppendAsync(LedgerFixture fixture, Operation held, OutputStream stream, long offset, string text) =>
        fixture.Journal.AppendOutputAsync(held, stream, offset, Encoding.ASCII.GetBytes(text), CancellationToken.None);

    private static async Task<string> ReadAsync(LedgerFixture fixture, Guid id, OutputStream? stream, long offset)
    {
        var text = new StringBuilder();
        while (await fixture.Database.ReadAsync(connection => OperationOutputTable.Read(connection, id, stream, offset), CancellationToken.None) is { } piece)
        {
            text.Append(Encoding.ASCII.GetString(piece.Data));
            offset = piece.Position + piece.Data.Length;
        }

        return text.ToString();
    }
}
