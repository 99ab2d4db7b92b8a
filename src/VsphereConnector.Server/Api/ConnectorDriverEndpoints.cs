using System.ComponentModel;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Api;

/// <summary>What people do about the roads to a connector.</summary>
internal static class ConnectorDriverEndpoints
{
    public static void MapConnectorDrivers(this IEndpointRouteBuilder api)
    {
        var connectors = api.MapGroup("/connectors/{id}").WithTags("Connectors").AllowUsers(RequiredPrivileges.ToAdminister);
        connectors.MapPost("/drivers/{driver}/resume", ResumeAsync)
            .WithName("resumeDriver")
            .WithSummary("Uses a suspended driver again at once, say after a password or a host key was put right.")
            .WithDescription("Operations that waited for it go on. Nothing happens where it is not suspended.")
            .Produces<ConnectorView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        connectors.MapDelete("/host-keys", ForgetHostKeysAsync)
            .WithName("forgetHostKeys")
            .WithSummary("Takes the next host key that the virtual machine shows by SSH, say after it was installed anew.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ResumeAsync(
        string id, string driver, HttpContext context, ConnectorStore connectors, Suspensions suspensions, OperationLedger ledger, CancellationToken cancellationToken)
    {
        var values = new QueryReader(context.Request.Query);
        var channel = values.Enum<OperationChannel>(nameof(driver), driver);
        values.ThrowIfInvalid();
        var connector = await FindAsync(id, context, connectors, cancellationToken);
        await suspensions.ResetAsync(connector.InstanceUuid, channel!.Value, cancellationToken);
        await ledger.WakeAsync(connector.Id, connector.InstanceUuid, cancellationToken);
        return TypedResults.Ok(ConnectorView.Of(connector));
    }

    private static async Task<IResult> ForgetHostKeysAsync(
        string id, HttpContext context, ConnectorStore connectors, SshHostKeys hostKeys, Suspensions suspensions, OperationLedger ledger, CancellationToken cancellationToken)
    {
        var connector = await FindAsync(id, context, connectors, cancellationToken);
        await hostKeys.ForgetAsync(connector.InstanceUuid, cancellationToken);
        await suspensions.ResetAsync(connector.InstanceUuid, OperationChannel.Ssh, cancellationToken);
        await ledger.WakeAsync(connector.Id, connector.InstanceUuid, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Connector> FindAsync(string id, HttpContext context, ConnectorStore connectors, CancellationToken cancellationToken)
    {
        var connector = Guid.TryParseExact(id, "D", out var connectorId) ? await connectors.GetAsync(connectorId, cancellationToken) : null;
        AuditTrail.Of(context).Add(new AuditTarget(connector?.Name ?? id));
        return connector ?? throw new RequestProblemException(Problems.UnknownConnector(id));
    }
}

/// <summary>A driver that is left alone for a while, as callers see it.</summary>
internal sealed record SuspensionView
{
    public required OperationChannel Driver { get; init; }

    [Description("How often it failed in a row.")]
    public required int Failures { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    [Description("When it is tried again. Missing: not before somebody has changed or resumed it, as trying again cannot help.")]
    public DateTimeOffset? Until { get; init; }

    [Description("Why it failed last, and what to do.")]
    public required OperationError Error { get; init; }

    public static SuspensionView Of(Suspension suspension) => new()
    {
        Driver = suspension.Driver,
        Failures = suspension.Failures,
        Since = suspension.Since,
        FailedAt = suspension.FailedAt,
        Until = suspension.Until,
        Error = suspension.Error,
    };
}
