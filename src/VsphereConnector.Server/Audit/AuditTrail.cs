namespace VsphereConnector.Server.Audit;

/// <summary>Where an endpoint notes for the audit what a request is about.</summary>
internal sealed class AuditTrail
{
    private readonly List<AuditTarget> _targets = [];

    /// <summary>What is done; null leaves it at the endpoint's name.</summary>
    public string? Action { get; set; }

    public IReadOnlyList<AuditTarget> Targets => _targets;

    public void Add(AuditTarget target) => _targets.Add(target);

    /// <summary>The trail of this request; notes go nowhere where nobody audits it.</summary>
    public static AuditTrail Of(HttpContext context) => context.Features.Get<AuditTrail>() ?? new AuditTrail();
}
