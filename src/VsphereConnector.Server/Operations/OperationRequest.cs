using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>What a caller asks the ledger to record.</summary>
internal sealed record OperationRequest
{
    public required OperationKind Kind { get; init; }

    public required OperationTarget Target { get; init; }

    public JsonElement? Parameters { get; init; }

    /// <summary>The name of a configured guest logon.</summary>
    public string? GuestLogon { get; init; }

    public required TimeSpan Timeout { get; init; }

    public OperationPriority Priority { get; init; } = OperationPriority.Manual;

    /// <summary>The caller's own name for this request: under the same one the same operation is returned and nothing is done twice.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Kept encrypted until the operation ends, by name (see <see cref="OperationSecretNames"/>).</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Tells requests apart that came under one idempotency key. Secrets are left out: a hash of a password could be guessed.</summary>
    public string ContentHash()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(Kind.ToString());
            WriteTarget(json);
            json.WriteStringValue(GuestLogon);
            json.WriteNumberValue((long)Timeout.TotalMilliseconds);
            Parameters?.WriteTo(json);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private void WriteTarget(Utf8JsonWriter json)
    {
        json.WriteStringValue(Target.VCenter);
        json.WriteStringValue(Target.Name);
        json.WriteStringValue(Target.MoRef);
        json.WriteStringValue(Target.InstanceUuid);
        json.WriteStringValue(Target.ConnectorId?.ToString());
    }
}

/// <summary>What goes first where both are due. The numbers are what is stored.</summary>
internal enum OperationPriority
{
    /// <summary>A person or a script asked for it.</summary>
    Manual = 0,

    /// <summary>A rule asked for it.</summary>
    Automatic = 1,
}

/// <summary>What became of a request.</summary>
internal sealed record Submission(SubmissionOutcome Outcome, Operation Operation);

/// <summary>What became of a request.</summary>
internal enum SubmissionOutcome
{
    /// <summary>A new operation.</summary>
    Created,

    /// <summary>The same request came before; this is its operation.</summary>
    Existing,

    /// <summary>Another request came before under the same idempotency key; this is its operation, and nothing was recorded.</summary>
    Conflict,
}

/// <summary>The names of secrets that operations carry.</summary>
internal static class OperationSecretNames
{
    /// <summary>The logon that came with the request, as JSON of <see cref="GuestLogonSecret"/>.</summary>
    public const string GuestLogon = "guest-logon";

    /// <summary>The secret environment of a task, as JSON (<see cref="TaskSecrets"/>).</summary>
    public const string TaskEnvironment = "task-environment";
}

/// <summary>A guest's user and password as they came with a request.</summary>
internal sealed record GuestLogonSecret(string Username, string Password)
{
    public static GuestLogonSecret Parse(string secret) => JsonSerializer.Deserialize<GuestLogonSecret>(secret)!;

    public string Format() => JsonSerializer.Serialize(this);

    /// <summary>Shows no password.</summary>
    public override string ToString() => Username;
}
