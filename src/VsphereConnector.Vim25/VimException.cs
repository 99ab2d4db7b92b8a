namespace VsphereConnector.Vim25;

/// <summary>What every error of this library derives from.</summary>
public abstract class VimException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The server could not be reached, or the connection broke before the answer was complete.</summary>
/// <remarks>Where a request had been sent, the server may have carried it out.</remarks>
public sealed class VimConnectionException(string message, Exception? inner = null) : VimException(message, inner);

/// <summary>The server did not answer in time.</summary>
/// <remarks>The server may still carry the request out: look before sending it again.</remarks>
public sealed class VimTimeoutException(string message, Exception? inner = null) : VimException(message, inner);

/// <summary>The server answered with something that is not the vSphere API, or is beyond the limits set in <see cref="VimClientOptions"/>.</summary>
public sealed class VimProtocolException(string message, Exception? inner = null) : VimException(message, inner);

/// <summary>The call was not sent: an argument cannot be written.</summary>
public sealed class VimArgumentException(string message, Exception? inner = null) : VimException(message, inner);

/// <summary>This server lacks a service: an ESXi host has no ExtensionManager, a simulator may have no GuestAuthManager.</summary>
public sealed class NotSupportedByServerException(string message) : VimException(message);
