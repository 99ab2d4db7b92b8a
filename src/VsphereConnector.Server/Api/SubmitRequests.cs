using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Api;

/// <summary>The body of <c>POST /api/v1/operations</c>: one operation, or a batch in <c>operations</c>.</summary>
internal sealed record SubmitRequest : SubmitOperation
{
    [Description("A batch: up to 1,000 operations, each accepted or refused by itself. The other fields are left out then.")]
    public IReadOnlyList<SubmitOperation>? Operations { get; init; }
}

/// <summary>An operation to record.</summary>
internal record SubmitOperation
{
    [Description("What to do; see OperationKind.")]
    public string? Kind { get; init; }

    [Description("What to do it to.")]
    public SubmitTarget? Target { get; init; }

    [Description("The parameters of this kind. RunTask: script (with interpreter) or program, arguments, environment, workingDirectory, runAs, outputLimit.")]
    public JsonElement? Parameters { get; init; }

    [Description("How long it may take from its start, in seconds (1-86400). Default: what is configured for the kind.")]
    public double? TimeoutSeconds { get; init; }

    [Description("Your own name for this request (1-200 characters). The same request under the same key returns the first operation and does nothing twice.")]
    public string? IdempotencyKey { get; init; }

    [Description("How to log on to the guest: the name of a credential, or a user and a password, which is kept encrypted until the operation ends. Missing: as the machine's logon policy says.")]
    public SubmitGuestLogon? GuestLogon { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>What an operation is to be done to.</summary>
internal sealed record SubmitTarget
{
    [Description("A virtual machine by its name, its managed object id (vm-58) or its instance UUID.")]
    public string? VirtualMachine { get; init; }

    [Description("The configured name of its vCenter; needed only where several have a machine of this name.")]
    public string? VCenter { get; init; }

    [Description("A registered endpoint by its name or its id.")]
    public string? Endpoint { get; init; }

    [Description("Either of them, as people name it; refused where there are both.")]
    public string? Machine { get; init; }

    [Description("A connector by its id.")]
    public string? Connector { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>The name under which it was asked for.</summary>
    public override string ToString() => VirtualMachine ?? Endpoint ?? Machine ?? Connector ?? "";
}

/// <summary>How to log on to a guest.</summary>
internal sealed record SubmitGuestLogon
{
    [Description("The name of a stored credential for guests, or of a configured logon (GuestLogons).")]
    public string? Name { get; init; }

    [Description("A user of the guest.")]
    public string? Username { get; init; }

    [Description("The user's password.")]
    public string? Password { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
