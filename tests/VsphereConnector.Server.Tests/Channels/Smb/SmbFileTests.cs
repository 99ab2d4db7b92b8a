using System.Security.Cryptography;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Tests.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Smb;

public sealed class SmbFileTests(SmbGuest guest) : SmbTest(guest)
{
    [Fact]
    public async Task WhenAFileIsPut_ThenItIsThereAsItWasAndCanBeReadFromAnyPlace()
    {
        var content = RandomNumberGenerator.GetBytes(3_000_001);
        await using var connection = await OpenWithFolderAsync();
        var path = $@"{WorkFolder}\a file, [1] & 50% ü.bin";

        var sha256 = await connection.PutAsync(path, new MemoryStream(content), Token);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), sha256);
        Assert.Contains(sha256, await Guest.ShellAsync($"sha256sum {InGuest(WorkFolder)}/*"), StringComparison.Ordinal);
        var share = await connection.ShareAsync(Token);
        Assert.Equal([new SmbEntry("a file, [1] & 50% ü.bin", IsFolder: false, content.Length)], await share.ListAsync($@"{WorkFolder}\*", Token));
        foreach (var from in new[] { 0, 2_999_990, content.Length })
        {
            using var read = new MemoryStream();
            Assert.True(await share.ReadAsync(path, from, read, Token));
            Assert.True(content.AsSpan(from).SequenceEqual(read.ToArray()), $"from {from}");
        }
    }

    [Fact]
    public async Task WhenAFileGrows_ThenWhatIsNewIsRead()
    {
        await using var connection = await OpenWithFolderAsync();
        var share = await connection.ShareAsync(Token);
        await Guest.ShellAsync($"printf 'one\\n' >{InGuest(WorkFolder)}/messages");
        using var read = new MemoryStream();
        await share.ReadAsync($@"{WorkFolder}\messages", read.Length, read, Token);

        await Guest.ShellAsync($"printf 'two\\n' >>{InGuest(WorkFolder)}/messages");
        await share.ReadAsync($@"{WorkFolder}\messages", read.Length, read, Token);
        await share.ReadAsync($@"{WorkFolder}\messages", read.Length, read, Token);

        Assert.Equal("one\ntwo\n"u8.ToArray(), read.ToArray());
    }

    [Fact]
    public async Task WhatIsNotThere_IsNoFailureForWhoAsksOrRemoves()
    {
        await using var connection = await OpenWithFolderAsync();
        var share = await connection.ShareAsync(Token);

        Assert.False(await share.ReadAsync($@"{WorkFolder}\nothing", 0, Stream.Null, Token));
        Assert.False(await share.ReadAsync(@"Temp\no-folder\nothing", 0, Stream.Null, Token));
        Assert.Empty(await share.ListAsync($@"{WorkFolder}\*.x", Token));
        Assert.Empty(await share.ListAsync(@"Temp\no-folder\*", Token));
        await share.RemoveFileAsync($@"{WorkFolder}\nothing", Token);
        await share.RemoveFolderAsync($@"{WorkFolder}\nothing", Token);
        await share.MakeFolderAsync(WorkFolder, Token);
    }

    [Fact]
    public async Task WhenAFolderIsRemoved_ThenAllInItIs()
    {
        await using var connection = await OpenWithFolderAsync();
        var share = await connection.ShareAsync(Token);
        await share.MakeFolderAsync($@"{WorkFolder}\once.lock", Token);
        await connection.PutAsync($@"{WorkFolder}\once.lock\deep", Bytes("x"), Token);

        await share.RemoveFolderAsync(WorkFolder, Token);

        Assert.Equal("", await Guest.ShellAsync($"ls -d {InGuest(WorkFolder)} 2>/dev/null || true"));
    }

    [Fact]
    public async Task WhenTheDiskIsFull_ThenItIsSaidAndNothingIsLeft()
    {
        await using var connection = await OpenWithFolderAsync();
        var path = $@"{WorkFolder}\too-big";

        var refused = await Assert.ThrowsAsync<SmbException>(() => connection.PutAsync(path, new MemoryStream(new byte[60 * 1024 * 1024]), Token));

        Assert.Equal((SmbFault.DiskFull, "smb-disk-full"), (refused.Fault, refused.Error.Code));
        Assert.Equal("", await Guest.ShellAsync($"ls {InGuest(WorkFolder)}"));
        await connection.PutAsync(path, Bytes("small"), Token);
    }

    [Fact]
    public async Task WhenAFolderIsMissing_ThenItIsSaid()
    {
        await using var connection = await OpenAsync();

        Assert.Equal(SmbFault.FolderMissing, (await Assert.ThrowsAsync<SmbException>(() => connection.PutAsync(@"Temp\no-folder\x", Bytes("x"), Token))).Fault);
    }

    [Fact]
    public async Task WhenTheConnectionBreaks_ThenItMayPassAndTheNextUseLogsOnAnew()
    {
        await using var proxy = new CuttingProxy(Guest.Address, SmbGuest.Port);
        await using var connection = await Connections.OpenAsync(As("administrator", port: proxy.Port) with { Host = "127.0.0.1" }, Token);
        var share = await connection.ShareAsync(Token);
        await share.MakeFolderAsync(WorkFolder, Token);

        proxy.Cut();
        var lost = await Assert.ThrowsAsync<SmbException>(() => share.ListAsync(@"Temp\*", Token));

        Assert.True(lost.IsPassing, $"{lost.Fault}: {lost.Message}");
        await connection.PutAsync($@"{WorkFolder}\afterwards", Bytes("x"), Token);
    }

    [Fact]
    public async Task WhenTheMachineFallsSilent_ThenItIsGivenUpInTime()
    {
        await using var proxy = new CuttingProxy(Guest.Address, SmbGuest.Port);
        var hasty = new SmbConnections(Options with { CommandTimeout = TimeSpan.FromSeconds(2), Folder = ConnectionsFolder + "-hasty" }, TimeProvider.System);
        await using var connection = await hasty.OpenAsync(As("administrator", port: proxy.Port) with { Host = "127.0.0.1" }, Token);

        proxy.FallSilent();
        var silent = await Assert.ThrowsAsync<SmbException>(async () => await (await connection.ShareAsync(Token)).ListAsync(@"Temp\*", Token));

        Assert.True(silent.IsPassing, $"{silent.Fault}: {silent.Message}");
    }

    [Fact]
    public async Task WhenAnUploadIsCancelled_ThenNothingIsLeft()
    {
        await using var connection = await OpenWithFolderAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var content = new CancellingStream(new byte[20 * 1024 * 1024], cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.PutAsync($@"{WorkFolder}\half", content, cancelled.Token));

        Assert.Equal("", await Guest.ShellAsync($"ls {InGuest(WorkFolder)}"));
    }

    /// <summary>Cancels once it was read a second time, for the upload itself.</summary>
    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource cancelled) : MemoryStream(bytes)
    {
        private bool _hashed;

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await base.CopyToAsync(destination, bufferSize, cancellationToken);
            if (_hashed)
            {
                await cancelled.CancelAsync();
            }

            _hashed = true;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _hashed = true;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
