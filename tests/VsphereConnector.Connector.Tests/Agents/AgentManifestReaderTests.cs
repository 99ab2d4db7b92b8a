using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;

namespace VsphereConnector.Connector.Tests.Agents;

public sealed class AgentManifestReaderTests
{
    private static byte[] Good => JsonSerializer.SerializeToUtf8Bytes(TestPackage.Manifest, ContractsJson.Default.AgentManifest);

    [Fact]
    public void Read_OfAWholeManifest_GivesIt() => Assert.Equal("probe", AgentManifestReader.Read(Good).Name);

    [Theory]
    [InlineData("linux", "lib/hook.so")]
    [InlineData("windows", "lib/hook.dll")]
    public void Read_OfAPreloadLibrary_IsForBothSystems(string system, string library)
    {
        var manifest = TestPackage.Manifest with { OperatingSystem = system, PreloadLibrary = library };
        Assert.Equal(library, AgentManifestReader.Read(JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.AgentManifest)).PreloadLibrary);
    }

    [Theory]
    [InlineData("name", "\"../up\"")]
    [InlineData("name", "\"con\"")]
    [InlineData("name", "\"\"")]
    [InlineData("version", "\"\"")]
    [InlineData("operatingSystem", "\"solaris\"")]
    [InlineData("architecture", "\"mips\"")]
    [InlineData("preloadLibrary", "\"../lib.so\"")]
    [InlineData("keepFiles", "[\"../../etc\"]")]
    [InlineData("keepFiles", "[null]")]
    [InlineData("environment", "{\"A=B\":\"x\"}")]
    [InlineData("environment", "{\"A\":null}")]
    [InlineData("commands", "{}")]
    [InlineData("commands", "{\"start\":null}")]
    [InlineData("commands", "{\"start\":{\"program\":\"../sh\"}}")]
    [InlineData("commands", "{\"start\":{\"program\":\"/opt/../bin/sh\"}}")]
    [InlineData("commands", "{\"start\":{\"program\":\"sh\",\"arguments\":[null]}}")]
    [InlineData("commands", "{\"start\":{\"program\":\"sh\",\"timeoutSeconds\":-1}}")]
    [InlineData("limits", "{\"restartsPerDay\":11}")]
    [InlineData("limits", "{\"stopSeconds\":-1}")]
    [InlineData("limits", "7")]
    public void Read_OfAWrongMember_NamesIt(string member, string value)
    {
        var manifest = JsonNode.Parse(Good)!.AsObject();
        manifest[member] = JsonNode.Parse(value);
        var refused = Assert.Throws<OperationFailedException>(() => AgentManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString())));
        Assert.Contains(member, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnyBytes_EitherReadsOrRefuses() => Prop.ForAll<byte[]>(bytes => ReadsOrRefuses(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAnyDamage_EitherReadsOrRefuses() => Prop.ForAll<int, byte, byte>((at, value, other) =>
    {
        var bytes = Good;
        bytes[(int)((uint)at % bytes.Length)] = value;
        bytes[(int)((uint)(at * 31) % bytes.Length)] = other;
        return ReadsOrRefuses(bytes);
    }).QuickCheckThrowOnFailure();

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            return AgentManifestReader.Read(bytes).Name.Length > 0;
        }
        catch (OperationFailedException)
        {
            return true;
        }
    }
}
