using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Api;

/// <summary><c>GET /api/v1/fleet</c>: the whole fleet in numbers.</summary>
internal static class FleetEndpoint
{
    public static void MapFleet(this IEndpointRouteBuilder api) => api.MapGet("/fleet", ReadAsync)
        .AllowUsers(RequiredPrivileges.ToView)
        .WithTags("Fleet")
        .WithName("getFleet")
        .WithSummary("Virtual machines, connectors and operations in numbers, with the history of a month.")
        .WithDescription(
            $"The history has a point each {FleetHistory.Interval.TotalMinutes} minutes for the last day and one each hour before that; the last point is now.");

    private static async Task<Ok<FleetView>> ReadAsync(FleetOverview overview, CancellationToken cancellationToken) =>
        TypedResults.Ok(FleetView.Of(await overview.ReadAsync(cancellationToken)));
}

/// <summary>The fleet in numbers.</summary>
internal sealed record FleetView
{
    [Description("Templates are not counted.")]
    public required int VirtualMachines { get; init; }

    [Description("By state; NotInstalled are virtual machines without one.")]
    public required IReadOnlyDictionary<string, long> Connectors { get; init; }

    public required IReadOnlyDictionary<string, long> Versions { get; init; }

    [Description("By the channel that operations take now.")]
    public required IReadOnlyDictionary<string, long> Channels { get; init; }

    [Description("Queued, Running, and what ended within 24 hours.")]
    public required IReadOnlyDictionary<string, long> Operations { get; init; }

    [Description("Oldest first.")]
    public required IReadOnlyList<FleetSample> History { get; init; }

    [Description("The vCenters that do not answer now: their machines are counted as they were last, or not at all.")]
    public IReadOnlyList<UnreachableVCenterView>? Unreachable { get; init; }

    public static FleetView Of(FleetNumbers numbers) => new()
    {
        VirtualMachines = numbers.VirtualMachines,
        Connectors = Enum.GetValues<ConnectorState>().ToDictionary(state => state.ToString(), numbers.CountOf)
            .Append(new(nameof(InstalledState.NotInstalled), numbers.NotInstalled)).ToDictionary(),
        Versions = VersionsOf(numbers),
        Channels = ChannelsOf(numbers),
        Operations = new Dictionary<string, long>
        {
            ["Queued"] = numbers.Operations.GetValueOrDefault(OperationState.Queued),
            ["Running"] = numbers.Operations.GetValueOrDefault(OperationState.Running),
            ["Success24h"] = numbers.Operations.GetValueOrDefault(OperationState.Success),
            ["Error24h"] = numbers.Operations.GetValueOrDefault(OperationState.Error),
            ["Cancelled24h"] = numbers.Operations.GetValueOrDefault(OperationState.Cancelled),
        },
        History = [.. numbers.History.Where(sample => sample.At < numbers.At), Now(numbers)],
        Unreachable = UnreachableVCenterView.Of(numbers.Unreachable),
    };

    private static FleetSample Now(FleetNumbers numbers) => new()
    {
        At = numbers.At,
        Connected = numbers.CountOf(ConnectorState.Connected),
        Disconnected = numbers.CountOf(ConnectorState.Disconnected),
        Installed = numbers.Connectors.Sum(count => count.Count),
        Versions = VersionsOf(numbers),
        Channels = ChannelsOf(numbers),
    };

    private static Dictionary<string, long> VersionsOf(FleetNumbers numbers) =>
        numbers.Connectors.GroupBy(count => count.Version).OrderBy(group => group.Key, VersionOrder.Instance)
            .ToDictionary(group => group.Key, group => group.Sum(count => count.Count));

    private static Dictionary<string, long> ChannelsOf(FleetNumbers numbers) =>
        new() { [FleetOverview.WebChannel] = numbers.CountOf(ConnectorState.Connected) };
}
