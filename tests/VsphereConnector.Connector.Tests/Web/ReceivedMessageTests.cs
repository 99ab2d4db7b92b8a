using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Web;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Web;

public sealed class ReceivedMessageTests
{
    private static readonly byte[] Start = JsonSerializer.SerializeToUtf8Bytes(
        new StartOperation { OperationId = Guid.NewGuid(), Kind = OperationKind.GetStatus, TimeoutSeconds = 5 }, ContractsJson.Default.ChannelMessage);

    [Fact]
    public void Read_OfAnyBytes_IsAMessageOrMalformed() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll<byte[]>(IsReadOrRefused));

    [Fact]
    public void Read_OfAMessageWithBytesChanged_IsAMessageOrMalformed() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll<(NonNegativeInt At, byte Value)[]>(changes =>
        {
            var bytes = Start.ToArray();
            foreach (var (at, value) in changes)
            {
                bytes[at.Get % bytes.Length] = value;
            }

            return IsReadOrRefused(bytes);
        }));

    [Fact]
    public void Read_OfAKnownMessage_IsThatMessage() => Assert.IsType<StartOperation>(ReceivedMessage.Read(Start));

    [Fact]
    public void Read_OfAMessageFromANewerServer_IsPassedOver() =>
        Assert.Null(ReceivedMessage.Read("""{"type":"sing","song":1}"""u8));

    [Fact]
    public void Read_OfAnOperationOfANewerServer_IsAnswerable()
    {
        var id = Guid.NewGuid();
        var message = ReceivedMessage.Read(Encoding.UTF8.GetBytes($$"""{"type":"start","operationId":"{{id}}","kind":"Dance","timeoutSeconds":1}"""));
        Assert.Equal(new UnknownOperation(id, "Dance"), message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"start"}""")]
    [InlineData("""{"type":"cancel","operationId":"x"}""")]
    public void Read_OfWhatIsNoMessage_IsMalformed(string text) =>
        Assert.Throws<MalformedMessageException>(() => ReceivedMessage.Read(Encoding.UTF8.GetBytes(text)));

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            ReceivedMessage.Read(bytes);
        }
        catch (MalformedMessageException)
        {
        }

        return true;
    }
}
