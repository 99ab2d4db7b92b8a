using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment.Aliases;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Deployment.Offline;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Packages;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Plugin.Sessions;
using VsphereConnector.Server.Rollouts;
using VsphereConnector.Server.Triggers.Api;

namespace VsphereConnector.Server.Api;

internal static class ApiServices
{
    /// <summary>Whoever calls: by a session of the vSphere Client where the request has one, else by an API token.</summary>
    private const string CallerScheme = "Caller";

    /// <summary>What the REST API needs.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<FailedLogons>();
        services.AddSingleton<SubmitValidation>();
        services.AddSingleton<Submissions>();
        services.AddSingleton<OperationAccess>();
        services.AddSingleton<EventStreamEndpoint>();
        services.Configure<JsonOptions>(options => ApiJson.Configure(options.SerializerOptions));
        services.AddAudit();
        services.AddDelegatedSessions();
        services.AddAuthentication()
            .AddPolicyScheme(CallerScheme, null, options => options.ForwardDefaultSelector = context =>
                SessionHeaders.ArePresent(context.Request) ? SessionAuthentication.SchemeName : ApiTokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenAuthentication>(ApiTokenAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder(CallerScheme).RequireAuthenticatedUser().Build());
        services.AddOpenApi(options => options.AddDocumentTransformer<ApiDocument>());
        return services;
    }

    /// <summary>Everything below <c>/api/v1</c>, for users of the vSphere Client and callers with a token, and the document that describes it.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app)
    {
        app.UseProblemResponses();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        var api = app.MapGroup("/api/v1").RequireAuthorization().Audited();
        api.AddEndpointFilter<RouteGroupBuilder, UserAccessFilter>();
        api.MapMe();
        api.MapAudit();
        api.MapOperations();
        api.MapOperationFiles();
        api.MapConnectors();
        api.MapConnectorDrivers();
        api.MapEndpoints();
        api.MapOffline();
        api.MapPackages();
        api.MapVirtualMachines();
        api.MapFleet();
        api.MapPreflight();
        api.MapCredentials();
        api.MapRollouts();
        api.MapRules();
        api.MapLogonPolicies();
        api.MapGuestAliases();
        api.MapSettings();
        api.MapHealth();
        return api;
    }
}
