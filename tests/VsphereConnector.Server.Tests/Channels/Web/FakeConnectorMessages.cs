using System.Net.WebSockets;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Tests.Channels.Web;

/// <summary>What connectors say about operations.</summary>
internal static class FakeConnectorMessages
{
    public static Task SendOutputAsync(this ClientWebSocket channel, Guid id, long offset, byte[] data, OutputStream stream = OutputStream.Output) =>
        FakeConnector.SendAsync(channel, new OperationOutput { OperationId = id, Offset = offset, Stream = stream, Data = data });

    public static Task SendFinishAsync(
        this ClientWebSocket channel, Guid id, long length = 0, OperationOutcome outcome = OperationOutcome.Succeeded) =>
        FakeConnector.SendAsync(channel, new OperationFinished
        {
            OperationId = id,
            Outcome = outcome,
            StartedAt = DateTimeOffset.UnixEpoch,
            FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
            OutputLength = length,
        });

    public static async Task<long> LengthAsync(this ClientWebSocket channel) => (await FakeConnector.ReceiveAsync<OutputReceived>(channel)).Length;
}
