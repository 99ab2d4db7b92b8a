using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Preflight;

namespace VsphereConnector.Server.Api;

/// <summary>The body of <c>POST /api/v1/preflight</c>: an operation that somebody means to submit.</summary>
internal sealed record PreflightRequest
{
    [Description("What is to be done, such as InstallConnector.")]
    public string? Kind { get; init; }

    [Description("What it is to be done to, up to 1,000.")]
    public IReadOnlyList<PreflightTargetRequest?>? Targets { get; init; }

    [Description("How to log on to the guests; only looked at, never used.")]
    public SubmitGuestLogon? GuestLogon { get; init; }

    [Description("The parameters of the operation.")]
    public JsonElement? Parameters { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>A machine or a container of machines.</summary>
internal sealed record PreflightTargetRequest
{
    [Description("As the vSphere Client names it: urn:vmomi:Folder:group-v3:<id of the vCenter>.")]
    public string? Object { get; init; }

    [Description("A virtual machine by its name, its managed object id or its instance UUID.")]
    public string? VirtualMachine { get; init; }

    [Description("The configured name of its vCenter; needed only where several have a machine of this name.")]
    public string? VCenter { get; init; }

    [Description("A registered endpoint by its name or its id.")]
    public string? Endpoint { get; init; }

    [Description("A registered endpoint, or else a virtual machine, as people name it.")]
    public string? Machine { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>What was found, machine by machine.</summary>
internal sealed record PreflightView
{
    public required IReadOnlyList<PreflightItemView> Items { get; init; }

    [Description("Targets that stand for no machine.")]
    public required IReadOnlyList<UnresolvedTarget> Unresolved { get; init; }

    [Description("What was found about registered endpoints; missing where none was meant.")]
    public IReadOnlyList<PreflightEndpointView>? Endpoints { get; init; }

    [Description("Whether there were more machines than are looked at.")]
    public required bool Truncated { get; init; }

    public static PreflightView Of(PreflightResult result, VCenters vCenters) => new()
    {
        Items = [.. result.Items.Select(item => new PreflightItemView(VirtualMachineView.Of(item.Machine, vCenters), item.Verdict, item.Findings))],
        Unresolved = result.Unresolved,
        Truncated = result.Truncated,
    };
}

/// <summary>What was found about one machine.</summary>
internal sealed record PreflightItemView(VirtualMachineView VirtualMachine, PreflightVerdict Verdict, IReadOnlyList<PreflightFinding> Findings);

/// <summary>What was found about one registered endpoint.</summary>
internal sealed record PreflightEndpointView(EndpointView Endpoint, PreflightVerdict Verdict, IReadOnlyList<PreflightFinding> Findings);
