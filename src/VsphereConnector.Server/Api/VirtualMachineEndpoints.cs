using System.Globalization;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Api;

/// <summary><c>GET /api/v1/virtual-machines</c>: what can be installed into, and what is installed.</summary>
internal static class VirtualMachineEndpoints
{
    private const int MostPerPage = 500;

    private static readonly string[] PowerStates = ["poweredOn", "poweredOff", "suspended"];
    private static readonly string[] ToolsStates = ["guestToolsRunning", "guestToolsNotRunning", "guestToolsExecutingScripts"];

    public static void MapVirtualMachines(this IEndpointRouteBuilder api)
    {
        var machines = api.MapGroup("/virtual-machines").WithTags("Virtual machines").AllowUsers();
        machines.MapGet("", ListAsync)
            .WithName("listVirtualMachines")
            .WithSummary("The virtual machines of all vCenters, or of one, with the state of their connectors.")
            .WithDescription(
                "As vCenter reports them, a moment after they change. Filters: vCenter, object (a container or machine as the vSphere Client "
                + $"names it), name (a part of it), power ({string.Join(", ", PowerStates)}), tools ({string.Join(", ", ToolsStates)}), "
                + $"connector ({string.Join(", ", Enum.GetNames<InstalledState>())}), version. In the order of 'sort' "
                + $"({string.Join(", ", Enum.GetNames<VirtualMachineSort>())}; order asc or desc), and where that is equal, of their names. "
                + $"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .Produces<VirtualMachinePageView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesValidationProblem();
        machines.MapGet("/{vCenter}/{moRef}", GetAsync)
            .WithName("getVirtualMachine")
            .WithSummary("One virtual machine.")
            .WithDescription("Its ledger: GET /api/v1/operations?virtualMachine=<instanceUuid>.")
            .Produces<VirtualMachineView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status502BadGateway);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        VirtualMachineLists lists,
        VisibilityReader visibility,
        VCenters vCenters,
        CancellationToken cancellationToken,
        string? vCenter = null,
        string? @object = null,
        string? name = null,
        string? power = null,
        string? tools = null,
        string? connector = null,
        string? version = null,
        string? sort = null,
        string? order = null,
        string? after = null,
        string? limit = null)
    {
        var values = new QueryReader(
            context.Request.Query, "vCenter", "object", "name", "power", "tools", "connector", "version", "sort", "order", "after", "limit");
        var query = new VirtualMachineQuery
        {
            Name = name,
            Power = values.OneOf(nameof(power), power, PowerStates),
            Tools = values.OneOf(nameof(tools), tools, ToolsStates),
            Connector = values.Enum<InstalledState>(nameof(connector), connector),
            Version = version,
            Sort = values.Enum<VirtualMachineSort>(nameof(sort), sort) ?? VirtualMachineSort.Name,
            Descending = values.OneOf(nameof(order), order, "asc", "desc") == "desc",
        };
        var entity = values.Object(nameof(@object), @object);
        var skip = (int)(values.Number(nameof(after), after, 1, int.MaxValue) ?? 0);
        var take = (int)(values.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        values.ThrowIfInvalid();
        return await AnswerAsync(async () =>
        {
            if (entity is not null && (vCenter = await lists.VCenterOfAsync(entity, cancellationToken)) is null)
            {
                return Problems.UnknownVCenterObject(entity);
            }

            var sees = await visibility.OfAsync(Caller.Of(context), cancellationToken);
            var page = await lists.ReadAsync(vCenter, entity?.Reference, sees, query, skip, take, cancellationToken);
            return TypedResults.Ok(VirtualMachinePageView.Of(page, vCenters, skip + take < page.Total ? skip + take : null));
        });
    }

    private static Task<IResult> GetAsync(
        string vCenter,
        string moRef,
        HttpContext context,
        VirtualMachineLists lists,
        VisibilityReader visibility,
        VCenters vCenters,
        CancellationToken cancellationToken) => AnswerAsync(async () =>
    {
        if (await lists.FindAsync(vCenter, moRef, cancellationToken) is not { } listed)
        {
            return Problems.Of(
                StatusCodes.Status404NotFound,
                "virtual-machine-unknown",
                $"There is no virtual machine {moRef} in {vCenter}.",
                "Choose one of those that GET /api/v1/virtual-machines lists.");
        }

        return await visibility.SeesAsync(Caller.Of(context), listed.Machine.ToTarget(), cancellationToken)
            ? TypedResults.Ok(VirtualMachineView.Of(listed, vCenters))
            : Problems.PrivilegeMissing(listed.Machine.Name, [PluginPrivilege.View]);
    });

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
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
}
