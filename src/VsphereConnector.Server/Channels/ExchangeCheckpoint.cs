using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Channels;

/// <summary>How far an operation over the WEB channel came.</summary>
internal sealed record ExchangeCheckpoint
{
    /// <summary>What the endpoint reported in the end. It is saved before it is confirmed, so that it is never lost.</summary>
    public OperationFinished? Finished { get; init; }
}

/// <summary>How checkpoints of this channel are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExchangeCheckpoint))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
