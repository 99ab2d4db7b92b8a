using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VsphereConnector.Server.Plugin.Sessions;

namespace VsphereConnector.Server.Api;

/// <summary>What the OpenAPI document says beyond the endpoints themselves.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
    private const string VCenterScheme = "VSphereVCenter";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "VsphereConnector";
        document.Info.Version = "v1";
        document.Info.Description =
            "Puts connectors into the guests of vSphere and runs operations through them. Every operation is recorded first and carried "
            + "out afterwards: submit it, then follow its events or ask for its state. Errors are problem details (RFC 9457) whose "
            + "'detail' says what to do.";
        var components = document.Components ??= new OpenApiComponents();
        components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        components.SecuritySchemes[ApiTokenAuthentication.SchemeName] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token made with 'vsphere-connector token create'.",
        };
        components.SecuritySchemes[SessionAuthentication.SchemeName] = Header(
            SessionHeaders.Token, "The session token of the vSphere Client, for the plug-in's pages: the user's own privileges in vCenter decide.");
        components.SecuritySchemes[VCenterScheme] = Header(
            SessionHeaders.VCenter, "Beside the session: the instanceUuid of the vCenter that the page works on.");
        document.Security =
        [
            new OpenApiSecurityRequirement { [Of(ApiTokenAuthentication.SchemeName)] = [] },
            new OpenApiSecurityRequirement { [Of(SessionAuthentication.SchemeName)] = [], [Of(VCenterScheme)] = [] },
        ];
        return Task.CompletedTask;

        OpenApiSecuritySchemeReference Of(string scheme) => new(scheme, document);
    }

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = description };
}
