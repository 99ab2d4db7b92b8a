using System.Security.Cryptography;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SshUploadTests(SshGuest guest) : SshTest(guest)
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;

    [Theory]
    [InlineData(SshGuest.Port, true)]
    [InlineData(SshGuest.PortWithoutSftp, false)]
    public async Task WhenAFileIsUploaded_ThenItIsWholeAndInPlace(int port, bool bySftp)
    {
        await using var connection = await Connections.OpenAsync(As("free", Key) with { Port = port }, Token);
        var content = RandomNumberGenerator.GetBytes(50 * 1024 * 1024);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = $"/home/free/it's a \"$file\" {port}";
        await Guest.ShellAsync($"echo old >'/home/free/it'\\''s a \"$file\" {port}'");

        var result = await connection.UploadAsync(new SshUpload(new MemoryStream(content), path) { Mode = Executable }, Token);

        Assert.Equal(new SshUploadResult(content.Length, sha256, 0, bySftp), result);
        Assert.Equal($"{sha256} 740 free", await Guest.ShellAsync($"cd /home/free; f=$(ls -A | grep '{port}'); echo $(sha256sum <\"$f\" | cut -d ' ' -f 1) $(stat -c '%a %U' \"$f\")"));
    }

    [Fact]
    public async Task WhenAnUploadIsCut_ThenTheNextGoesOnWhereItWas()
    {
        var content = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        await using (var proxy = new CuttingProxy(Guest.Address, SshGuest.Port))
        {
            await using var connection = await Connections.OpenAsync(As("free", Key) with { Host = "127.0.0.1", Port = proxy.Port }, Token);
            var upload = new SshUpload(new MemoryStream(content), "/home/free/cut") { Progress = new Immediately(there => Cut(proxy, there)) };
            var failure = await Assert.ThrowsAsync<SshException>(() => connection.UploadAsync(upload, Token));
            Assert.Equal((SshFault.ConnectionLost, Verdict.Retry), (failure.Fault, failure.Verdict));
        }

        Assert.Equal("", await Guest.ShellAsync("ls /home/free/cut 2>/dev/null || true"));
        await using var again = await OpenAsync("free", Key);
        var result = await again.UploadAsync(new SshUpload(new MemoryStream(content), "/home/free/cut"), Token);

        Assert.True(result.ResumedAt >= 5 * 1024 * 1024, $"{result}");
        Assert.Equal(result.Sha256, (await Guest.ShellAsync("sha256sum /home/free/cut"))[..64]);
        Assert.Equal("", await Guest.ShellAsync("ls -A /home/free | grep part || true"));
    }

    [Fact]
    public async Task WhenWhatIsThereAlreadyIsNotTheSame_ThenTheWholeIsSentAgain()
    {
        await using var connection = await OpenAsync("free", Key);
        var content = RandomNumberGenerator.GetBytes(100_000);
        var partial = new PartialFile("/home/free/mixed", content.Length, Convert.ToHexStringLower(SHA256.HashData(content))).Path;
        await Guest.ShellAsync($"head -c 50000 /dev/urandom >{partial}; chown free {partial}");

        var result = await connection.UploadAsync(new SshUpload(new MemoryStream(content), "/home/free/mixed"), Token);

        Assert.Equal(0, result.ResumedAt);
        Assert.Equal(result.Sha256, (await Guest.ShellAsync("sha256sum /home/free/mixed"))[..64]);
    }

    [Theory]
    [InlineData(SshGuest.Port)]
    [InlineData(SshGuest.PortWithoutSftp)]
    public async Task WhenSomebodyElseHasLaidALink_ThenItIsNotWrittenThrough(int port)
    {
        await using var connection = await Connections.OpenAsync(As("root", Key) with { Port = port }, Token);
        var content = RandomNumberGenerator.GetBytes(1000);
        var partial = new PartialFile("/tmp/linked", content.Length, Convert.ToHexStringLower(SHA256.HashData(content))).Path;
        await Guest.ShellAsync($"echo precious >/root/precious; ln -s /root/precious {partial}; chown -h free {partial}");

        await connection.UploadAsync(new SshUpload(new MemoryStream(content), "/tmp/linked"), Token);

        Assert.Equal("precious", await Guest.ShellAsync("cat /root/precious"));
        Assert.Equal("regular file root 600", await Guest.ShellAsync("stat -c '%F %U %a' /tmp/linked; rm /tmp/linked"));
    }

    [Theory]
    [InlineData(SshGuest.Port)]
    [InlineData(SshGuest.PortWithoutSftp)]
    public async Task WhenAFileCannotBeWritten_ThenTheReasonIsSaidAndNothingIsLeft(int port)
    {
        await using var connection = await Connections.OpenAsync(As("free", Key) with { Port = port }, Token);

        Assert.Equal(SshFault.DiskFull, await FaultAsync(connection, "/small/file"));
        Assert.Equal("", await Guest.ShellAsync("ls -A /small"));
        Assert.Equal(SshFault.FolderMissing, await FaultAsync(connection, "/nowhere/file"));
        Assert.Equal(SshFault.FileRefused, await FaultAsync(connection, "/root/file"));
        Assert.Equal(SshFault.FileRefused, await FaultAsync(connection, "/etc/file"));
        Assert.Equal(SshFault.BadTarget, await FaultAsync(connection, "-oProxyCommand=x"));
    }

    [Fact]
    public async Task WhenThereIsNothingToHashWith_ThenTheFileIsReadBack()
    {
        await Guest.ShellAsync("for p in sha256sum shasum openssl; do f=$(command -v $p) && mv $f $f.away; done; true");
        try
        {
            await using var connection = await OpenAsync("free", Key);
            var result = await connection.UploadAsync(new SshUpload(new MemoryStream(new byte[100_000]), "/home/free/unhashed"), Token);
            Assert.Equal(100_000, result.Length);
            Assert.Equal("100000", await Guest.ShellAsync("stat -c %s /home/free/unhashed"));
        }
        finally
        {
            await Guest.ShellAsync("for f in /usr/bin/*.away; do mv $f ${f%.away}; done");
        }
    }

    private static void Cut(CuttingProxy proxy, long there)
    {
        if (there > 6 * 1024 * 1024)
        {
            proxy.Cut();
        }
    }

    private static async Task<SshFault> FaultAsync(SshConnection connection, string path) => (await Assert.ThrowsAsync<SshException>(
        () => connection.UploadAsync(new SshUpload(new MemoryStream(new byte[3 * 1024 * 1024]), path), Token))).Fault;

    private sealed class Immediately(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
