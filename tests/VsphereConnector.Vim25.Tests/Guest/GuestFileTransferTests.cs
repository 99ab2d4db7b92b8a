using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.Tests.Guest;

public sealed class GuestFileTransferTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_File_ArrivesWholeWithLengthAndHash()
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_003);
        byte[]? received = null;
        (long? Length, string? Type, string? Connection) headers = default;
        await using var host = await TlsServer.StartAsync(async context =>
        {
            headers = (context.Request.ContentLength, context.Request.ContentType, context.Request.Headers.Connection);
            received = await ReadAllAsync(context.Request.Body);
        });
        var progress = new List<long>();

        var result = await Transfer(host).PutAsync(
            $"https://*:{host.Port}/guestFile?id=1&token=a%2Bb", new MemoryStream(bytes), bytes.Length, progress: new Recorder(progress), cancellationToken: Cancel);

        Assert.Equal(bytes, received);
        Assert.Equal(new GuestFileTransferResult(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), result);
        Assert.Equal((bytes.Length, "application/octet-stream", "close"), headers);
        Assert.Equal(bytes.Length, progress[^1]);
        Assert.Equal(progress.Order(), progress);
    }

    [Fact]
    public async Task Get_File_ArrivesWholeWithHash()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_001);
        await using var host = await TlsServer.StartAsync(context => context.Response.Body.WriteAsync(bytes).AsTask());
        using var destination = new MemoryStream();

        var result = await Transfer(host).GetAsync($"https://localhost:{host.Port}/guestFile?id=1", destination, cancellationToken: Cancel);

        Assert.Equal(bytes, destination.ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), result.Sha256);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Put_Refused_NamesTheStatus(int status)
    {
        await using var host = await TlsServer.StartAsync(async context =>
        {
            await ReadAllAsync(context.Request.Body);
            context.Response.StatusCode = status;
        });

        var error = await Assert.ThrowsAsync<GuestFileTransferException>(
            () => Transfer(host).PutAsync($"https://*:{host.Port}/g", new MemoryStream([1]), 1, cancellationToken: Cancel));

        Assert.Equal(status, (int)error.Status!);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Put_StreamOfAnotherLength_IsRefused(int announced)
    {
        await using var host = await TlsServer.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null));

        var error = await Assert.ThrowsAsync<GuestFileTransferException>(
            () => Transfer(host).PutAsync($"https://*:{host.Port}/g", new MemoryStream([1, 2, 3]), announced, cancellationToken: Cancel));

        Assert.Contains($"{announced} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_LongerThanAllowed_IsRefused()
    {
        await using var host = await TlsServer.StartAsync(context => context.Response.Body.WriteAsync(new byte[1000]).AsTask());
        using var destination = new MemoryStream();

        await Assert.ThrowsAsync<GuestFileTransferException>(
            () => Transfer(host).GetAsync($"https://*:{host.Port}/g", destination, maxLength: 999, cancellationToken: Cancel));

        Assert.True(destination.Length <= 999);
    }

    [Fact]
    public async Task Put_HostWithAnotherCertificate_SendsNothing()
    {
        var asked = 0;
        await using var host = await TlsServer.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return context.Request.Body.CopyToAsync(Stream.Null);
        });
        var target = new GuestFileTransferTarget { HostTrust = CertificateTrust.ByThumbprint(new string('b', 40)) };

        await Assert.ThrowsAsync<CertificateNotTrustedException>(
            () => Transfer(host).PutAsync($"https://localhost:{host.Port}/g", new MemoryStream([1]), 1, target, cancellationToken: Cancel));

        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Put_HostKnownByAddressOnly_KeepsTheName()
    {
        string? name = null;
        await using var host = await TlsServer.StartAsync(
            context =>
            {
                name = context.Request.Host.Host;
                return context.Request.Body.CopyToAsync(Stream.Null);
            },
            dnsName: "esx1.example");
        var target = new GuestFileTransferTarget
        {
            HostTrust = CertificateTrust.ByCertificateAuthority([System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(host.Authority.RawData)]),
            HostAddress = "127.0.0.1",
        };

        await Transfer(host).PutAsync($"https://esx1.example:{host.Port}/g", new MemoryStream([1]), 1, target, cancellationToken: Cancel);

        Assert.Equal("esx1.example", name);
    }

    [Fact]
    public async Task Put_HostUnreachable_SaysWhatMustBeReachable()
    {
        await using var host = await TlsServer.StartAsync(_ => Task.CompletedTask);

        var error = await Assert.ThrowsAsync<VimConnectionException>(
            () => Transfer(host).PutAsync("https://localhost:1/g", new MemoryStream([1]), 1, cancellationToken: Cancel));

        Assert.Contains("localhost:1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://*/guestFile?id=1&token=*", "https://vc.example:8443/guestFile?id=1&token=*")]
    [InlineData("https://*:443/guestFile?id=1", "https://vc.example/guestFile?id=1")]
    [InlineData("https://esx1.example:443/guestFile?id=1", "https://esx1.example/guestFile?id=1")]
    public void ResolveUri_Address_ReplacesTheHostOnly(string url, string expected)
    {
        var options = ScriptedServer.Options with { SdkUri = new Uri("https://vc.example:8443/sdk") };

        Assert.Equal(expected, new GuestFileTransfer(options, TimeProvider.System).ResolveUri(url, out _).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("guestFile?id=1")]
    [InlineData("http://esx1.example/guestFile")]
    [InlineData("https://*.example/guestFile")]
    [InlineData("file:///etc/passwd")]
    public void ResolveUri_NoHttpsAddress_IsAProtocolError(string url) =>
        Assert.Throws<VimProtocolException>(() => new GuestFileTransfer(ScriptedServer.Options, TimeProvider.System).ResolveUri(url, out _));

    private static GuestFileTransfer Transfer(TlsServer host) =>
        new(new VimClientOptions { SdkUri = host.SdkUri, Trust = CertificateTrust.ByThumbprint(Thumbprint.Of(host.Certificate).ToString()) }, TimeProvider.System);

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class Recorder(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
