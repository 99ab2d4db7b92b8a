using VsphereConnector.Server.Api;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Plugin.DynamicItems;

/// <summary><c>POST /plugin/dynamic-items</c>: the vSphere Client asks it each time before it opens a menu, so it answers from what is known.</summary>
internal static class DynamicItemsEndpoint
{
    private const int MostObjects = 10_000;

    public static void MapDynamicItems(this WebApplication app) => app.MapPost($"{PluginIdentity.Path}/dynamic-items", DecideAsync)
        .RequireAuthorization()
        .ExcludeFromDescription();

    private static async Task<IResult> DecideAsync(
        HttpContext context, MenuState menu, VCenters vCenters, CancellationToken cancellationToken)
    {
        var selected = Selected(await RequestBody.ReadAsync<DynamicItemsRequest>(context.Request));
        if (await vCenters.FindAsync(selected[0].VCenter, cancellationToken) is not { } vCenter)
        {
            return NotTrusted(selected[0].VCenter);
        }

        try
        {
            return TypedResults.Json(
                new DynamicItemsResponse(await menu.ReadAsync(
                    vCenter.Name, [.. selected.Select(entry => entry.Reference)], (_, _) => true, cancellationToken)),
                ApiJson.Options);
        }
        catch (VimException exception)
        {
            return Problems.VCenterUnreachable(exception.Message);
        }
    }

    private static List<ClientObject> Selected(DynamicItemsRequest request)
    {
        var selected = request.ObjectIds.Select(ClientObject.TryParse).OfType<ClientObject>().ToList();
        var finding = (selected.Count, request.ObjectIds.Count) switch
        {
            (_, 0) => "Name one object at least.",
            (_, > MostObjects) => $"Name at most {MostObjects} objects.",
            var (valid, all) when valid < all => "Each is to be of the form urn:vmomi:VirtualMachine:vm-58:<id of the vCenter>.",
            _ when selected.Exists(entry => entry.VCenter != selected[0].VCenter) => "All are to be of one vCenter.",
            _ => null,
        };
        return finding is null
            ? selected
            : throw new RequestProblemException(Problems.Invalid(new Dictionary<string, string[]> { ["objectIds"] = [finding] }));
    }

    private static IResult NotTrusted(Guid vCenter) => Problems.Of(
        StatusCodes.Status403Forbidden,
        "vcenter-not-trusted",
        "The objects are of a vCenter that this server does not work with.",
        $"Add the vCenter with the id {vCenter} to VCenters in the server's configuration.");
}
