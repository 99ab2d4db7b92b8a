using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Tests.Testing;

namespace VsphereConnector.Connector.Tests.Machines;

public sealed class PortableExecutableTests
{
    [Theory]
    [InlineData(0x014C, 0x2102, "x86", true)]
    [InlineData(0x8664, 0x2022, "x64", true)]
    [InlineData(0x8664, 0x0022, "x64", false)]
    [InlineData(0xAA64, 0x0022, "arm64", false)]
    [InlineData(0x01C4, 0x0022, "machine 0x01C4", false)]
    public void Read_OfAProgramOrLibrary_GivesWhatItIsFor(int machine, int characteristics, string architecture, bool isLibrary) =>
        Assert.Equal(new PortableExecutable(architecture, isLibrary), Read(PortableExecutableFile.Of((ushort)machine, (ushort)characteristics)));

    [Fact]
    public void Read_OfOneThatIsCutAnywhere_GivesNothing()
    {
        var whole = PortableExecutableFile.Of(0x8664, 0x2022);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(Read(whole[..length]));
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(int.MaxValue)]
    [InlineData(0x80000000)]
    [InlineData(0u)]
    public void Read_OfOneWhoseHeaderIsNowhere_GivesNothing(uint offset)
    {
        var file = PortableExecutableFile.Of(0x8664, 0x2022);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), offset);
        Assert.Null(Read(file));
    }

    [Fact]
    public void Read_OfAnyBytes_EndsWell() => Prop.ForAll<byte[]>(bytes => Read(bytes) is null or { Architecture.Length: > 0 }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAnyDamage_EndsWell() => Prop.ForAll<int, byte>((at, value) =>
    {
        var file = PortableExecutableFile.Of(0x8664, 0x2022);
        file[(int)((uint)at % file.Length)] = value;
        return Read(file) is null or { Architecture.Length: > 0 };
    }).QuickCheckThrowOnFailure();

    private static PortableExecutable? Read(byte[] file) => PortableExecutable.Read(new MemoryStream(file));
}
