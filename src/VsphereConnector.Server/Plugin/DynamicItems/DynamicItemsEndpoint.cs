using System.Net;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Server.Plugin.Sessions;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.DynamicItems;

/// <summary><c>POST /plugin/dynamic-items</c>: the vSphere Client asks it each time before it opens a menu, so it answers from what is known.</summary>
internal static class DynamicItemsEndpoint
{
    private const int MostObjects = 10_000;

    public static void MapDynamicItems(this WebApplication app) => app.MapPost($"{PluginIdentity.Path}/dynamic-items", DecideAsync)
        .ExcludeFromDescription();

    private static async Task<IResult> DecideAsync(
        HttpContext context, SessionLogon logon, UserPrivileges privileges, MenuState menu, CancellationToken cancellationToken)
    {
        if (!SessionHeaders.TryReadToken(context.Request, out var token))
        {
            return SessionRefusedException.Malformed().Problem;
        }

        var selected = Selected(await RequestBody.ReadAsync<DynamicItemsRequest>(context.Request));
        List<ManagedObjectReference> looked = [.. selected.Select(entry => entry.Reference).Distinct().Take(MenuState.MostLookedAt)];
        try
        {
            var session = await logon.LogOnAsync(token, selected[0].VCenter, context.Connection.RemoteIpAddress ?? IPAddress.None, cancellationToken);
            var answer = await privileges.AskAsync(session, looked, PluginPrivilege.All.Select(RequiredPrivileges.Of), cancellationToken);
            var items = await menu.ReadAsync(session.VCenter.Name, looked, Allowed, cancellationToken);
            return TypedResults.Json(new DynamicItemsResponse(items), ApiJson.Options);

            bool Allowed(PluginAction action, ManagedObjectReference entity) => answer.Allows(entity, RequiredPrivileges.Of(PluginPrivilege.Of(action.Privilege)));
        }
        catch (SessionRefusedException refused)
        {
            return refused.Problem;
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
}
