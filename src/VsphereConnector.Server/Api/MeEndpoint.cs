using System.ComponentModel;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Api;

/// <summary><c>GET /api/v1/me</c>: who the caller is and may do.</summary>
internal static class MeEndpoint
{
    public static void MapMe(this IEndpointRouteBuilder api) => api.MapGet("/me", ReadAsync)
        .AllowUsers()
        .WithTags("Callers")
        .WithName("getMe")
        .WithSummary("Who you are here, and what you may do at the root of the inventory.")
        .WithDescription("On single objects you may have more or fewer privileges. An API token has all.")
        .Produces<MeView>()
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<IResult> ReadAsync(HttpContext context, UserPrivileges privileges, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var held = caller.Session is { } session
            ? await privileges.HeldAsync(session, session.RootFolder, cancellationToken)
            : PluginPrivilege.All;
        return TypedResults.Ok(new MeView { User = caller.Name, Kind = caller.Kind, VCenter = caller.Session?.VCenter.Name, Privileges = held });
    }
}

/// <summary>A caller.</summary>
internal sealed record MeView
{
    [Description("The vSphere user, such as VSPHERE.LOCAL\\Administrator, or the token's name.")]
    public required string User { get; init; }

    public required CallerKind Kind { get; init; }

    [Description("The configured name of the vCenter that the session is in; missing for a token.")]
    public string? VCenter { get; init; }

    [Description("The privileges of the plug-in that the caller has on the root folder, such as VsphereConnector.View.")]
    public required IReadOnlyList<string> Privileges { get; init; }
}
