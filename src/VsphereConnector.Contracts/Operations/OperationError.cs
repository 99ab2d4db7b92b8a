using System.Text.Json.Serialization;

namespace VsphereConnector.Contracts.Operations;

/// <summary>Why something did not work, and what to do about it.</summary>
/// <param name="Code">A stable name for programs, such as <c>guest-logon-refused</c>.</param>
/// <param name="Message">What happened, in one sentence.</param>
/// <param name="Remedy">What the reader can do, in one sentence.</param>
public sealed record OperationError(string Code, string Message, string Remedy)
{
    /// <summary>Which side ended an operation at its time-out; null where it ended otherwise.</summary>
    public OperationSide? EndedBy { get; init; }
}

/// <summary>One of the two sides of an operation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationSide>))]
public enum OperationSide
{
    /// <summary>The server, by its clock.</summary>
    Server,

    /// <summary>The connector on the endpoint, by the endpoint's clock.</summary>
    Endpoint,
}
