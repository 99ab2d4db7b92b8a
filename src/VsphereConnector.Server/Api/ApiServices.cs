using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.Api;

internal static class ApiServices
{
    /// <summary>What the REST API needs.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<FailedLogons>();
        services.AddSingleton<SubmitValidation>();
        services.AddSingleton<EventStreamEndpoint>();
        services.Configure<JsonOptions>(options => ApiJson.Configure(options.SerializerOptions));
        services.AddAuthentication(ApiTokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenAuthentication>(ApiTokenAuthentication.SchemeName, null);
        services.AddAuthorization();
        services.AddOpenApi(options => options.AddDocumentTransformer<ApiDocument>());
        return services;
    }

    /// <summary>Everything below <c>/api/v1</c>, for callers with a token, and the document that describes it.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app)
    {
        app.UseProblemResponses();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        var api = app.MapGroup("/api/v1").RequireAuthorization(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        api.MapOperations();
        api.MapOperationFiles();
        api.MapConnectors();
        api.MapPackages();
        api.MapVirtualMachines();
        api.MapFleet();
        api.MapHealth();
        return api;
    }
}
