using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Packages;

/// <summary>What connectors fetch and bring beside their channel, over mutual TLS.</summary>
internal static class ConnectorTransfers
{
    public static void MapConnectorTransfers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{ConnectorPaths.Packages}/{{sha256}}", FetchAsync).ExcludeFromDescription();
        routes.MapPut($"{ConnectorPaths.Operations}/{{id:guid}}/files/{{name}}", BringAsync).ExcludeFromDescription();
    }

    private static Task<IResult> FetchAsync(HttpContext context, string sha256, PackageStore packages, ConnectorCertificate certificates) =>
        AsConnectorAsync(context, certificates, async _ =>
            await packages.FindFileAsync(sha256, context.RequestAborted) is { } path
                ? TypedResults.PhysicalFile(
                    path, MediaTypeNames.Application.Octet, entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true)
                : Problems.Of(
                    StatusCodes.Status404NotFound, "package-unknown", $"The server has no package {sha256}.", "Upload it to the server, then submit the operation anew."));

    private static Task<IResult> BringAsync(
        HttpContext context, Guid id, string name, OperationFileStore files, ConnectorCertificate certificates, string? sha256 = null) =>
        AsConnectorAsync(context, certificates, connector => PackageEndpoints.GuardAsync(context, TransferLimits.MaximumFileBytes, async () =>
            TransferLimits.IsFileName(name) && await files.AddAsync(connector.Id, id, name, context.Request.Body, sha256, context.RequestAborted) is not null
                ? TypedResults.NoContent()
                : Problems.Of(
                    StatusCodes.Status409Conflict,
                    "operation-takes-no-file",
                    $"Operation {id} of this connector takes no file '{name}'.",
                    "It has ended or is unknown, has too many files, or the name is none.")));

    private static async Task<IResult> AsConnectorAsync(HttpContext context, ConnectorCertificate certificates, Func<Connector, Task<IResult>> answer)
    {
        try
        {
            var connector = await certificates.OwnerAsync(context.Connection.ClientCertificate, grace: TimeSpan.Zero, context.RequestAborted)
                ?? throw EnrolmentRefusedException.CertificateWithdrawn();
            return await answer(connector);
        }
        catch (EnrolmentRefusedException refused)
        {
            return refused.Problem;
        }
    }
}
