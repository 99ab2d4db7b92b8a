using System.ComponentModel;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Packages;

/// <summary>A file that connectors can fetch: the software of an agent, a patch, a connector's program.</summary>
internal sealed record Package
{
    [JsonIgnore]
    public long Sequence { get; init; }

    [Description("The SHA-256 of its content in lower-case hex; operations name it by this.")]
    public required string Sha256 { get; init; }

    [Description("The name that it was uploaded under.")]
    public required string Name { get; init; }

    [Description("In bytes.")]
    public required long Size { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    [Description("The name of the API token that uploaded it.")]
    public required string UploadedBy { get; init; }
}

/// <summary>A file that an operation left on the server.</summary>
internal sealed record OperationFile
{
    public required string Name { get; init; }

    [Description("In bytes.")]
    public required long Size { get; init; }

    [Description("The SHA-256 of its content in lower-case hex.")]
    public required string Sha256 { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
