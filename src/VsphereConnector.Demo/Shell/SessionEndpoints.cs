namespace VsphereConnector.Demo.Shell;

/// <summary>Who there is, who one is, and which plug-ins this client has.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/shell/users", (ShellOptions options) => options.Users.Select(user => new { user.Name, user.About }));
        routes.MapGet("/shell/session", (HttpContext context, ShellSessions sessions, InstalledPlugins plugins) => sessions.Of(context) is { } session
            ? DescribeAsync(session, plugins, context.RequestAborted)
            : Task.FromResult(Results.NoContent()));
        routes.MapPut("/shell/session", EnterAsync);
        routes.MapDelete("/shell/session", (HttpContext context, ShellSessions sessions) => sessions.LeaveAsync(context));
    }

    private static async Task<IResult> EnterAsync(HttpContext context, EnterRequest request, ShellOptions options, ShellSessions sessions, InstalledPlugins plugins)
    {
        var user = options.Users.FirstOrDefault(user => user.Name == request.User);
        return user is null
            ? Results.NotFound()
            : await DescribeAsync(await sessions.EnterAsync(context, user, context.RequestAborted), plugins, context.RequestAborted);
    }

    private static async Task<IResult> DescribeAsync(ShellSession session, InstalledPlugins plugins, CancellationToken cancellationToken)
    {
        var plugin = await InstalledPlugins.FindAsync(session, cancellationToken);
        return Results.Ok(new
        {
            user = session.UserName,
            sessionToken = session.Token,
            vCenter = new { guid = session.VCenterGuid, name = "Simulated vCenter" },
            plugin = plugin is null
                ? null
                : new { plugin.Key, plugin.ProxiedBase, plugin.ManifestPath, plugin.Resources, Manifest = await plugins.ReadManifestAsync(plugin, cancellationToken) },
        });
    }

    private sealed record EnterRequest(string User);
}
