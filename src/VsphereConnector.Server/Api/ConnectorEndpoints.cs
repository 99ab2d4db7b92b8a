using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Api;

/// <summary>The connectors that have enrolled.</summary>
internal static class ConnectorEndpoints
{
    private const int MostPerPage = 500;

    public static void MapConnectors(this IEndpointRouteBuilder api)
    {
        var connectors = api.MapGroup("/connectors").WithTags("Connectors").AllowUsers();
        connectors.MapGet("", ListAsync)
            .WithName("listConnectors")
            .WithSummary("Lists connectors in the order of their enrolment.")
            .WithDescription(
                $"Up to {MostPerPage} at once (limit), by state or by a part of the virtual machine's name; 'next' of one page is 'after' "
                + "of the following.")
            .ProducesValidationProblem();
        connectors.MapGet("/{id}", GetAsync)
            .WithName("getConnector")
            .WithSummary("One connector, with what people should know about it, such as clones that were refused.")
            .Produces<ConnectorView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<ConnectorView>>> ListAsync(
        HttpContext context,
        ConnectorStore connectors,
        VisibilityReader visibility,
        CancellationToken cancellationToken,
        string? state = null,
        string? name = null,
        string? after = null,
        string? limit = null)
    {
        var values = new QueryReader(context.Request.Query, "state", "name", "after", "limit");
        var most = (int)(values.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        var query = new ConnectorQuery(
            values.Number(nameof(after), after, 0, long.MaxValue) ?? 0, most, values.Enum<ConnectorState>(nameof(state), state), name);
        values.ThrowIfInvalid();
        var sees = await visibility.OfAsync(Caller.Of(context), cancellationToken);
        var page = await SeenPages.ReadAsync(
            most,
            sees.IsLimited ? sees.Sees : null,
            (cursor, limit) => connectors.ListAsync(query with { After = cursor ?? query.After, Limit = limit }, cancellationToken),
            connector => connector.Sequence);
        return TypedResults.Ok(page.Of(ConnectorView.Of));
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext context, ConnectorStore connectors, Suspensions suspensions, SshHostKeys hostKeys, VisibilityReader visibility, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var connectorId)
            || await connectors.GetAsync(connectorId, cancellationToken) is not { } connector)
        {
            return Problems.UnknownConnector(id);
        }

        if (!await visibility.SeesAsync(Caller.Of(context), connector.Target, cancellationToken))
        {
            return Problems.PrivilegeMissing(connector.Name, [PluginPrivilege.View]);
        }

        return TypedResults.Ok(ConnectorView.Of(connector) with
        {
            Events = await connectors.EventsAsync(connectorId, cancellationToken),
            Suspensions = [.. (await suspensions.OfAsync(connector.InstanceUuid, cancellationToken)).Select(SuspensionView.Of)],
            HostKeys = [.. (await hostKeys.OfAsync(connector.InstanceUuid, cancellationToken)).Select(key => $"{key}")],
        });
    }
}

/// <summary>A connector as callers see it.</summary>
internal sealed record ConnectorView
{
    public required Guid Id { get; init; }

    [Description("Enrolled: never connected since; Connected; Disconnected.")]
    public required ConnectorState State { get; init; }

    [Description("The name of the machine when the connector enrolled.")]
    public required string VirtualMachine { get; init; }

    [Description("Missing on a registered endpoint.")]
    public string? VCenter { get; init; }

    [Description("Missing on a registered endpoint.")]
    public string? MoRef { get; init; }

    [Description("Missing on a registered endpoint.")]
    public string? InstanceUuid { get; init; }

    [Description("The id of the registered endpoint; missing on a virtual machine.")]
    public Guid? Endpoint { get; init; }

    public required string HostName { get; init; }

    public required string OperatingSystem { get; init; }

    public required string Architecture { get; init; }

    [Description("The version of the connector.")]
    public required string Version { get; init; }

    [Description("Where its channel came from.")]
    public string? Address { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    [Description("Up to a minute old while it is connected.")]
    public DateTimeOffset? LastSeen { get; init; }

    [Description("Since when its virtual machine is in no vCenter any more; missing while it is. Its identity is kept for 30 days, in case it is registered again.")]
    public DateTimeOffset? GoneAt { get; init; }

    [Description("When its certificate ends; it renews it by itself after two thirds of its life.")]
    public required DateTimeOffset CertificateEnds { get; init; }

    [Description("Its folder on the endpoint, as it said itself.")]
    public string? Folder { get; init; }

    [Description("Drivers that failed and are left alone for a while. In the answer for one connector.")]
    public IReadOnlyList<SuspensionView>? Suspensions { get; init; }

    [Description("The host keys that the virtual machine must have by SSH, with their fingerprints. In the answer for one connector.")]
    public IReadOnlyList<string>? HostKeys { get; init; }

    [Description("What people should know, newest first. In the answer for one connector.")]
    public IReadOnlyList<ConnectorEvent>? Events { get; init; }

    public static ConnectorView Of(Connector connector) => new()
    {
        Id = connector.Id,
        State = connector.State,
        VirtualMachine = connector.Name,
        VCenter = connector.EndpointId is null ? connector.VCenter : null,
        MoRef = connector.EndpointId is null ? connector.MoRef : null,
        InstanceUuid = connector.EndpointId is null ? connector.InstanceUuid : null,
        Endpoint = connector.EndpointId,
        HostName = connector.Machine.HostName,
        OperatingSystem = connector.Machine.OperatingSystemName is { Length: > 0 } name ? name : connector.Machine.OperatingSystem,
        Architecture = connector.Machine.Architecture,
        Version = connector.Version,
        Address = connector.Address,
        Folder = connector.Folder,
        EnrolledAt = connector.EnrolledAt,
        LastSeen = connector.LastSeen,
        GoneAt = connector.GoneAt,
        CertificateEnds = connector.CertificateEnds,
    };
}
