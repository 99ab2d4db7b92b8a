namespace VsphereConnector.Server.Endpoints;

/// <summary>A machine that is registered by its address, as the database holds it.</summary>
internal sealed record RegisteredEndpoint : EndpointDefinition
{
    /// <summary>Where it is in the order of registration.</summary>
    public required long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    /// <summary>Grows with every change: who has seen an older one does not overwrite it.</summary>
    public required long Version { get; init; }

    /// <summary>What its connector and operations bear instead of an instance UUID.</summary>
    public string Subject => EndpointSubject.Of(Id);
}

/// <summary>The name of a registered endpoint where virtual machines have their instance UUID.</summary>
internal static class EndpointSubject
{
    private const string Prefix = "endpoint:";

    public static string Of(Guid id) => $"{Prefix}{id}";

    /// <summary>The endpoint's id; null where <paramref name="subject"/> names a virtual machine, or nothing.</summary>
    public static Guid? IdOf(string? subject) =>
        subject?.StartsWith(Prefix, StringComparison.Ordinal) == true && Guid.TryParseExact(subject.AsSpan(Prefix.Length), "D", out var id) ? id : null;
}
