using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>The installation cannot go on; the message says why and what to do.</summary>
/// <param name="exitCode">One of <see cref="InstallExitCodes"/>.</param>
/// <param name="message">For the person who installs.</param>
internal sealed class InstallationException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
