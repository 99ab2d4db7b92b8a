using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Contracts.Tests.Installation;

public sealed class InstallBundleTests
{
    private static readonly ConnectorSettings Settings = new()
    {
        ServerUrls = ["https://connector.example:443"],
        CertificateAuthority = "-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----",
        EnrolmentToken = "one-time",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_WhatCreateWrote_GivesTheSame()
    {
        var program = await Pack("a program"u8.ToArray(), "arm64");
        var run = Guid.NewGuid();

        var content = InstallBundle.Read(await Bytes(InstallBundle.Create(run, program, Settings)));

        Assert.Equal(run, content.RunId);
        Assert.Equal("arm64", content.Architecture);
        Assert.Equal(program.Sha256, content.Sha256);
        Assert.Equal(Settings.EnrolmentToken, content.Settings.EnrolmentToken);
        Assert.Equal(Settings.ServerUrls, content.Settings.ServerUrls);
        await using var gzip = new GZipStream(new MemoryStream(content.Packed), CompressionMode.Decompress);
        Assert.Equal("a program", await new StreamReader(gzip).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task Read_WhatCreateWroteForWindows_GivesTheSame()
    {
        var bytes = new byte[100_001];
        Random.Shared.NextBytes(bytes.AsSpan(0, 50_000));
        var program = await PackedProgram.PackAsync(new MemoryStream(bytes), "win-x64", Cancel);
        var run = Guid.NewGuid();

        var files = InstallBundle.Create(run, program, Settings).Files;
        var (cabinet, script) = (await Bytes(files[0]), await Bytes(files[1]));
        var content = InstallBundle.Read(script, cabinet);

        Assert.Equal(["vlink.cab", "install.cmd"], files.Select(file => file.Name));
        Assert.Equal(files.Select(file => file.Length), [cabinet.Length, script.Length]);
        Assert.Equal((run, "x64", program.Sha256), (content.RunId, content.Architecture, content.Sha256));
        Assert.Equal(Settings.EnrolmentToken, content.Settings.EnrolmentToken);
        Assert.Equal(bytes, PackedProgram.Unpack(content.Packed));
    }

    [Fact]
    public async Task Unpack_OfADamagedCabinet_IsRefused()
    {
        var packed = (await PackedProgram.PackAsync(new MemoryStream(new byte[100_000]), "win-x64", Cancel)).Packed.ToArray();
        foreach (var at in new[] { 80, packed.Length / 2, packed.Length - 1 })
        {
            var damaged = packed.ToArray();
            damaged[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => PackedProgram.Unpack(damaged));
        }

        Assert.Throws<InvalidDataException>(() => PackedProgram.Unpack(packed[..^1]));
    }

    [Fact]
    public async Task Script_OfWindows_HasTheLineEndingsThatItsShellNeeds()
    {
        var program = await PackedProgram.PackAsync(new MemoryStream([1]), "win-x64", Cancel);
        var script = await Bytes(InstallBundle.Create(Guid.NewGuid(), program, Settings).Files[1]);

        var text = System.Text.Encoding.UTF8.GetString(script);
        Assert.DoesNotContain('@', text.Replace("@echo", "", StringComparison.Ordinal));
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Length_OfABundle_IsWhatIsRead()
    {
        var bundle = InstallBundle.Create(Guid.NewGuid(), await Pack(new byte[100_000], "x64"), Settings);

        Assert.Equal(bundle.Length, (await Bytes(bundle)).Length);
        Assert.Equal(bundle.Length, (await Bytes(bundle)).Length);
    }

    [Fact]
    public async Task Read_AnyOtherBytes_SaysThatItIsDamaged()
    {
        var whole = await Bytes(InstallBundle.Create(Guid.NewGuid(), await Pack("program"u8.ToArray(), "x64"), Settings));
        var damage =
            from at in Gen.Choose(0, whole.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(0, whole.Length)
            select (At: at, Value: (byte)value, Length: length);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(damage.ToArbitrary(), d =>
        {
            var bytes = whole[..d.Length];
            if (d.At < bytes.Length)
            {
                bytes[d.At] = d.Value;
            }

            return IsReadOrRefused(bytes);
        }));
    }

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            return InstallBundle.Read(bytes).Settings is not null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    internal static async Task<PackedProgram> Pack(byte[] program, string architecture)
        => await PackedProgram.PackAsync(new MemoryStream(program), $"linux-{architecture}", Cancel);

    internal static Task<byte[]> Bytes(InstallBundle bundle) => Bytes(Assert.Single(bundle.Files));

    internal static async Task<byte[]> Bytes(InstallFile file)
    {
        using var copy = new MemoryStream();
        await using var stream = file.OpenRead();
        await stream.CopyToAsync(copy, 777, Cancel);
        return copy.ToArray();
    }
}
