using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>A guest operation failed.</summary>
public class GuestOperationsFault(FaultContent content) : VimFault(content);

/// <summary>The guest operations agent does not answer: Tools are not running, not yet, or busy.</summary>
public sealed class GuestOperationsUnavailable(FaultContent content) : GuestOperationsFault(content);

/// <summary>The guest refused the user name, password or token.</summary>
public sealed class InvalidGuestLogin(FaultContent content) : GuestOperationsFault(content);

/// <summary>The guest account may not do this.</summary>
public sealed class GuestPermissionDenied(FaultContent content) : GuestOperationsFault(content);

/// <summary>A SAML token maps to several guest accounts, and the call named none.</summary>
public sealed class GuestMultipleMappings(FaultContent content) : GuestOperationsFault(content);

/// <summary>The guest's Tools configuration forbids this operation.</summary>
public sealed class OperationDisabledByGuest(FaultContent content) : GuestOperationsFault(content);

/// <summary>This guest system cannot do this operation.</summary>
public sealed class OperationNotSupportedByGuest(FaultContent content) : GuestOperationsFault(content);

/// <summary>The Tools in the guest are too old for this operation.</summary>
public sealed class GuestComponentsOutOfDate(FaultContent content) : GuestOperationsFault(content);

/// <summary>The guest has too many sessions open; release some.</summary>
public sealed class TooManyGuestLogons(FaultContent content) : GuestOperationsFault(content);

/// <summary>A fault of the guest's Windows registry, or a subtype of it.</summary>
public sealed class GuestRegistryFault(FaultContent content) : GuestOperationsFault(content);

/// <summary>The guest has no process of this id.</summary>
public sealed class GuestProcessNotFound(FaultContent content) : GuestOperationsFault(content)
{
    /// <summary>The process id that was asked for.</summary>
    public long? ProcessId => Fields.GetInt64("pid");
}

/// <summary>The guest wants another round of an SSPI negotiation.</summary>
public sealed class GuestAuthenticationChallenge(FaultContent content) : GuestOperationsFault(content)
{
    /// <summary>The negotiation's id, to be passed to the next AcquireCredentialsInGuest.</summary>
    public long? SessionId => Fields.GetInt64("sessionID");

    /// <summary>The guest's SSPI token in base64; secret.</summary>
    public string? ServerToken => Fields.GetObject("serverChallenge")?.GetString("sspiToken");
}
