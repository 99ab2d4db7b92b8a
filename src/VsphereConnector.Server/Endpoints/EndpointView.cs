using System.ComponentModel;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Endpoints;

/// <summary>A registered endpoint as callers see it.</summary>
internal sealed record EndpointView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? Address { get; init; }

    public int? Port { get; init; }

    public required EndpointSystem OperatingSystem { get; init; }

    public required EndpointDriver Driver { get; init; }

    [Description("The name of a stored credential.")]
    public string? Credential { get; init; }

    [Description("The keys that the machine's sshd may have; empty until the first one was pinned.")]
    public required IReadOnlyList<string> HostKeys { get; init; }

    public required HostKeyRule HostKeyPolicy { get; init; }

    [Description("The name of the endpoint to go through by SSH.")]
    public string? Jump { get; init; }

    [Description("The account that the connector runs as; missing: root, or SYSTEM.")]
    public string? RunAs { get; init; }

    public string? ParentFolder { get; init; }

    public string? TempFolder { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    [Description("Send it with a change.")]
    public required long Version { get; init; }

    [Description("The connector that is on it; missing where none has enrolled.")]
    public Guid? ConnectorId { get; init; }

    public ConnectorState? ConnectorState { get; init; }

    public string? ConnectorVersion { get; init; }

    [Description("Up to a minute old while it is connected.")]
    public DateTimeOffset? ConnectorLastSeen { get; init; }

    /// <summary>As it would be described to be like this.</summary>
    public EndpointInput ToInput() => new()
    {
        Name = Name,
        Address = Address,
        Port = Port,
        OperatingSystem = OperatingSystem.ToString(),
        Driver = Driver.ToString(),
        Credential = Credential,
        HostKeys = HostKeys,
        HostKeyPolicy = HostKeyPolicy.ToString(),
        Jump = Jump,
        RunAs = RunAs,
        ParentFolder = ParentFolder,
        TempFolder = TempFolder,
    };

    public static EndpointView Of(RegisteredEndpoint endpoint, Connector? connector) => new()
    {
        Id = endpoint.Id,
        Name = endpoint.Name,
        Address = endpoint.Address,
        Port = endpoint.Port,
        OperatingSystem = endpoint.OperatingSystem,
        Driver = endpoint.Driver,
        Credential = endpoint.Credential,
        HostKeys = endpoint.HostKeys.Lines,
        HostKeyPolicy = endpoint.HostKeyPolicy,
        Jump = endpoint.Jump,
        RunAs = endpoint.RunAs,
        ParentFolder = endpoint.ParentFolder,
        TempFolder = endpoint.TempFolder,
        CreatedAt = endpoint.CreatedAt,
        CreatedBy = endpoint.CreatedBy,
        ChangedAt = endpoint.ChangedAt,
        ChangedBy = endpoint.ChangedBy,
        Version = endpoint.Version,
        ConnectorId = connector?.Id,
        ConnectorState = connector?.State,
        ConnectorVersion = connector?.Version,
        ConnectorLastSeen = connector?.LastSeen,
    };
}

/// <summary>Shows endpoints with the connectors that are on them.</summary>
internal sealed class EndpointViews(ConnectorStore connectors)
{
    public async Task<IReadOnlyList<EndpointView>> OfAsync(IReadOnlyList<RegisteredEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var known = await connectors.OfAsync([.. endpoints.Select(endpoint => endpoint.Subject)], cancellationToken);
        return [.. endpoints.Select(endpoint => EndpointView.Of(endpoint, known.GetValueOrDefault(endpoint.Subject)))];
    }

    public async Task<EndpointView> OfAsync(RegisteredEndpoint endpoint, CancellationToken cancellationToken) =>
        EndpointView.Of(endpoint, await connectors.FindAsync(endpoint.Subject, cancellationToken));
}
