namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary>A guest alias that this server added or tried.</summary>
internal sealed record KnownAlias
{
    /// <summary>So many refusals in a row, and it is not tried by itself any more: guests refuse once during their start.</summary>
    public const int MostRefusals = 2;

    public required string VCenter { get; init; }

    /// <summary>The managed object id of the virtual machine.</summary>
    public required string MoRef { get; init; }

    /// <summary>The virtual machine's name when it was last looked at.</summary>
    public required string Name { get; init; }

    /// <summary>The account in the guest.</summary>
    public required string Account { get; init; }

    /// <summary>Whom it lets in.</summary>
    public required string Subject { get; init; }

    /// <summary>The SHA-256 of the certificate that signs this one's tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>Null where somebody else added it.</summary>
    public DateTimeOffset? AddedAt { get; init; }

    /// <summary>When the guest last took a token.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Refusals in a row.</summary>
    public long Refusals { get; init; }

    public bool IsUsable => Refusals < MostRefusals;
}
