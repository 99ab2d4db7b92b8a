using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>
/// Says of an endpoint what a vSphere user may do with it. One that says nothing is for API tokens only, so that nothing is open to
/// users because somebody forgot about it.
/// </summary>
/// <param name="OnRootFolder">What the user needs on the root folder; null where the endpoint itself looks at what the request is about.</param>
internal sealed record UserAccess(RequiredPrivileges? OnRootFolder);

internal static class UserAccessEndpoints
{
    /// <summary>Users may call it: it shows and does only what their privileges on the objects allow.</summary>
    public static TBuilder AllowUsers<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new UserAccess(null));

    /// <summary>Users with this privilege on the root folder may call it.</summary>
    public static TBuilder AllowUsers<TBuilder>(this TBuilder endpoint, RequiredPrivileges onRootFolder)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new UserAccess(onRootFolder));
}

/// <summary>Keeps users from endpoints that are not for them.</summary>
internal sealed class UserAccessFilter(UserPrivileges privileges) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Caller.Of(http).Session is not { } session)
        {
            return await next(context);
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<UserAccess>() is not { } access)
        {
            return Problems.TokenOnly();
        }

        if (access.OnRootFolder is not { } required)
        {
            return await next(context);
        }

        var answer = await privileges.AskAsync(session, [session.RootFolder], [required], http.RequestAborted);
        return answer.Missing(session.RootFolder, required) is { Count: > 0 } missing
            ? Problems.PrivilegeMissing("the root folder", missing)
            : await next(context);
    }
}
