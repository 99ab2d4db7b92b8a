using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>The call is not allowed.</summary>
public class SecurityError(FaultContent content) : RuntimeFault(content);

/// <summary>The session's user lacks a privilege.</summary>
public class NoPermission(FaultContent content) : SecurityError(content)
{
    /// <summary>The object on which the privilege is missing.</summary>
    public ManagedObjectReference? Object => Fields.GetReference("object");

    /// <summary>The missing privilege, such as <c>VirtualMachine.GuestOperations.Execute</c>.</summary>
    public string? PrivilegeId => Fields.GetString("privilegeId");
}

/// <summary>There is no session, or it has ended.</summary>
public sealed class NotAuthenticated(FaultContent content) : NoPermission(content);

/// <summary>The user name, password or token was refused. Never try it in a loop: accounts are locked.</summary>
public class InvalidLogin(FaultContent content) : VimFault(content);

/// <summary>The password has expired.</summary>
public sealed class PasswordExpired(FaultContent content) : InvalidLogin(content);

/// <summary>The method needs a client certificate in the TLS handshake.</summary>
public sealed class NoClientCertificate(FaultContent content) : VimFault(content);

/// <summary>The server does not know the locale.</summary>
public sealed class InvalidLocale(FaultContent content) : VimFault(content);
