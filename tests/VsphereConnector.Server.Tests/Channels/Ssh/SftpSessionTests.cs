using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Channels.Ssh.Sftp;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SftpSessionTests
{
    private static readonly byte[] Version = [0, 0, 0, 5, (byte)SftpType.Version, 0, 0, 0, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Welcome to web-01!\n")]
    [InlineData("\0\0\0\u0001\u0002")]
    [InlineData("\0\0\0\0")]
    public async Task Begin_WhereALoginScriptPrints_IsNoSftp(string text) => await Assert.ThrowsAsync<SftpProtocolException>(
        () => new SftpSession(Stream.Null, new MemoryStream([.. text.Select(c => (byte)c)])).BeginAsync(Token));

    [Fact]
    public Task Begin_WhereNothingComes_IsAnIoError() =>
        Assert.ThrowsAsync<IOException>(() => new SftpSession(Stream.Null, Stream.Null).BeginAsync(Token));

    [Fact]
    public void AnyAnswer_IsUnderstoodOrRefused() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte, ushort>((body, type, request) =>
    {
        byte[] packet = [(byte)(101 + (type % 5)), 0, 0, 0, 1, .. body ?? []];
        byte[] answers = [.. Version, 0, 0, (byte)(packet.Length >> 8), (byte)packet.Length, .. packet];
        var session = new SftpSession(Stream.Null, new MemoryStream(answers));
        session.BeginAsync(Token).GetAwaiter().GetResult();
        try
        {
            Ask(session, request % 4).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is SftpProtocolException or SftpStatusException or IOException)
        {
            return true;
        }

        return true;
    }));

    private static Task Ask(SftpSession session, int request) => request switch
    {
        0 => session.GetStatusAsync("/file", Token),
        1 => session.OpenAsync("/file", create: true, Token),
        2 => session.RemoveAsync("/file", Token),
        _ => session.EndWriteAsync(Token),
    };
}
