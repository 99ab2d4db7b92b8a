using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Plugin;

namespace VsphereConnector.Server.Preflight;

/// <summary>An operation that somebody means to submit.</summary>
internal sealed record PreflightQuestion
{
    public required OperationKind Kind { get; init; }

    public required IReadOnlyList<PreflightTarget> Targets { get; init; }

    /// <summary>The name of a guest logon; null where none is chosen yet.</summary>
    public string? GuestLogon { get; init; }

    /// <summary>Whether there is a guest logon of this name.</summary>
    public bool GuestLogonExists { get; init; }

    /// <summary>Whether it is suspended: refused so often that nobody tries it until a person has looked at it.</summary>
    public bool GuestLogonSuspended { get; init; }

    /// <summary>A user and a password will come with the operation.</summary>
    public bool GivesGuestLogon { get; init; }

    /// <summary>A connector that is there already is to be installed again.</summary>
    public bool Reinstall { get; init; }
}

/// <summary>A machine or a container of machines: as the vSphere Client names it, or a machine as people do.</summary>
internal sealed record PreflightTarget(ClientObject? Entity, string? VirtualMachine, string? VCenter)
{
    /// <summary>The name is that of a registered endpoint.</summary>
    public bool IsEndpoint { get; init; }

    /// <summary>The name may be that of a registered endpoint as well.</summary>
    public bool MayBeEndpoint { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Entity?.ToString() ?? (VCenter is null ? VirtualMachine! : $"{VirtualMachine} ({VCenter})");
}

/// <summary>A target that stands for no machine.</summary>
internal sealed record UnresolvedTarget(string Target, string Code, string Message, string? Remedy);
