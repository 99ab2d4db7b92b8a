using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Rollouts;

/// <summary>The body of <c>POST /api/v1/rollouts</c>.</summary>
internal sealed record RolloutRequest
{
    [Description("What to do on every target; see OperationKind.")]
    public string? Kind { get; init; }

    [Description("The parameters of this kind.")]
    public JsonElement? Parameters { get; init; }

    [Description("The name of a stored logon, where the kind needs one; passwords are not taken here.")]
    public SubmitGuestLogon? GuestLogon { get; init; }

    [Description("How long each operation may take from its start, in seconds. Default: what is configured for the kind.")]
    public double? TimeoutSeconds { get; init; }

    [Description("1 to 10,000 targets, in the order of their turn: the first ones are the canary.")]
    public IReadOnlyList<SubmitTarget>? Targets { get; init; }

    [Description("The size of each wave, as a number of targets or a percentage of all; the last one repeats. Default: 1,10%,25%.")]
    public string? Waves { get; init; }

    [Description("How many targets may fail (0-10000); one more stops it before the next wave. Default: 0.")]
    public int? MaximumFailures { get; init; }

    [Description("How long a wave is left alone after its end before the next one begins, in seconds (0-604800). Default: 0.")]
    public double? SoakSeconds { get; init; }

    [Description("Only say how the targets would be divided.")]
    public bool? DryRun { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
