using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace VsphereConnector.Server.Api;

/// <summary>What the OpenAPI document says beyond the endpoints themselves.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
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
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiTokenAuthentication.SchemeName, document)] = [] }];
        return Task.CompletedTask;
    }
}
