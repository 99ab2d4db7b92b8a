using System.Text.Json;
using System.Text.Unicode;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>
/// Reads a message from its bytes. A newer server may say things that this connector does not know: an operation of an unknown kind is
/// answered, an unknown message is passed over. Only what is no message at all ends the channel.
/// </summary>
internal static class ReceivedMessage
{
    /// <returns>The message, an <see cref="UnknownOperation"/>, or null for one to pass over.</returns>
    /// <exception cref="MalformedMessageException">It is no message.</exception>
    public static ChannelMessage? Read(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new MalformedMessageException("It is no UTF-8.");
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, ContractsJson.Default.ChannelMessage) ?? throw new MalformedMessageException("It is null.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return ReadUnknown(bytes);
        }
    }

    private static UnknownOperation? ReadUnknown(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "type") is not { } type)
            {
                throw new MalformedMessageException("It has no type.");
            }

            if (!KnownTypes.Contains(type))
            {
                return null;
            }

            return type == "start" && Guid.TryParse(Text(root, "operationId"), out var id) && Text(root, "kind") is { } kind
                ? new UnknownOperation(id, kind)
                : throw new MalformedMessageException($"A message '{type}' is not as it should be.");
        }
        catch (JsonException)
        {
            throw new MalformedMessageException("It is no JSON.");
        }
    }

    private static readonly HashSet<string> KnownTypes =
        ["hello", "welcome", "start", "cancel", "accepted", "output", "outputReceived", "finished", "finishReceived"];

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;
}

/// <summary>An operation of a kind that this connector does not know, or with members that it cannot read.</summary>
internal sealed record UnknownOperation(Guid OperationId, string Kind) : ChannelMessage;

/// <summary>What came is no message of the protocol.</summary>
internal sealed class MalformedMessageException(string message) : Exception(message);
