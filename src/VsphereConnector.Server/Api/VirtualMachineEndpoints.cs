using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Api;

/// <summary><c>GET /api/v1/virtual-machines</c>: what can be installed into, and what is installed.</summary>
internal static class VirtualMachineEndpoints
{
    private const int MostPerPage = 500;

    public static void MapVirtualMachines(this IEndpointRouteBuilder api) => api.MapGet("/virtual-machines", ListAsync)
        .WithTags("Virtual machines")
        .WithName("listVirtualMachines")
        .WithSummary("The virtual machines of all vCenters, or of one, with the state of their connectors.")
        .WithDescription(
            $"At most {InventorySnapshot.Fresh.TotalSeconds} s old, in the order of their names. Filters: vCenter, name (a part of it). "
            + $"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
        .Produces<Page<VirtualMachineView>>()
        .ProducesProblem(StatusCodes.Status502BadGateway)
        .ProducesValidationProblem();

    private static async Task<IResult> ListAsync(
        HttpRequest request,
        VirtualMachineCatalog catalog,
        ConnectorStore connectors,
        CancellationToken cancellationToken,
        string? vCenter = null,
        string? name = null,
        string? after = null,
        string? limit = null)
    {
        var query = new QueryReader(request.Query, "vCenter", "name", "after", "limit");
        var skip = (int)(query.Number(nameof(after), after, 1, int.MaxValue) ?? 0);
        var take = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        query.ThrowIfInvalid();
        try
        {
            var machines = await FindAsync(catalog, vCenter, name, cancellationToken);
            return await PageAsync(machines, skip, take, connectors, cancellationToken);
        }
        catch (OperationException exception)
        {
            return Problems.UnknownVCenter(exception.Error);
        }
        catch (VimException exception)
        {
            return Problems.VCenterUnreachable(exception.Message);
        }
    }

    private static async Task<IReadOnlyList<VirtualMachine>> FindAsync(
        VirtualMachineCatalog catalog, string? vCenter, string? name, CancellationToken cancellationToken)
    {
        var all = await catalog.ListAsync(vCenter, InventorySnapshot.Fresh, cancellationToken);
        return [.. all.Where(machine => name is null || machine.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(machine => machine.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(machine => machine.Reference.Value, StringComparer.Ordinal)];
    }

    private static async Task<Ok<Page<VirtualMachineView>>> PageAsync(
        IReadOnlyList<VirtualMachine> machines, int skip, int take, ConnectorStore connectors, CancellationToken cancellationToken)
    {
        var shown = machines.Skip(skip).Take(take).ToList();
        var installed = await connectors.OfAsync([.. shown.Select(machine => machine.InstanceUuid)], cancellationToken);
        return TypedResults.Ok(new Page<VirtualMachineView>
        {
            Items = [.. shown.Select(machine => VirtualMachineView.Of(machine, installed.GetValueOrDefault(machine.InstanceUuid)))],
            Next = skip + take < machines.Count ? (skip + take).ToString(CultureInfo.InvariantCulture) : null,
        });
    }
}

/// <summary>A virtual machine as callers see it.</summary>
internal sealed record VirtualMachineView
{
    public required string Name { get; init; }

    public required string VCenter { get; init; }

    [Description("The managed object id, such as vm-58.")]
    public required string MoRef { get; init; }

    public required string InstanceUuid { get; init; }

    [Description("poweredOn, poweredOff or suspended.")]
    public string? PowerState { get; init; }

    [Description("guestToolsRunning, guestToolsNotRunning or guestToolsExecutingScripts.")]
    public string? ToolsRunningStatus { get; init; }

    public string? GuestName { get; init; }

    public string? HostName { get; init; }

    public string? IpAddress { get; init; }

    public required bool Template { get; init; }

    [Description("Missing where none is installed.")]
    public Guid? ConnectorId { get; init; }

    public ConnectorState? ConnectorState { get; init; }

    public string? ConnectorVersion { get; init; }

    public static VirtualMachineView Of(VirtualMachine machine, Connector? connector) => new()
    {
        Name = machine.Name,
        VCenter = machine.VCenter,
        MoRef = machine.Reference.Value,
        InstanceUuid = machine.InstanceUuid,
        PowerState = machine.PowerState,
        ToolsRunningStatus = machine.ToolsRunningStatus,
        GuestName = machine.GuestName,
        HostName = machine.HostName,
        IpAddress = machine.IpAddress,
        Template = machine.Template,
        ConnectorId = connector?.Id,
        ConnectorState = connector?.State,
        ConnectorVersion = connector?.Version,
    };
}
