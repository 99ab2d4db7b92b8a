using System.Net;

namespace VsphereConnector.Vim25.Guest;

/// <summary>What was transferred.</summary>
/// <param name="Length">The bytes.</param>
/// <param name="Sha256">Their SHA-256 hash, in lower-case hexadecimal digits.</param>
public sealed record GuestFileTransferResult(long Length, string Sha256);

/// <summary>Where a transfer goes when its address alone does not say it.</summary>
public sealed record GuestFileTransferTarget
{
    /// <summary>
    /// How the ESXi host's certificate is judged, usually by its <c>summary.config.sslThumbprint</c>; null for the client's own trust. Not used
    /// where the address's host is <c>*</c>: that is the server of the client itself.
    /// </summary>
    public Trust.CertificateTrust? HostTrust { get; init; }

    /// <summary>The address to connect to instead of looking up the host's name; the name is still checked and sent.</summary>
    public string? HostAddress { get; init; }
}

/// <summary>The transfer of a guest file failed.</summary>
public sealed class GuestFileTransferException : VimException
{
    internal GuestFileTransferException(string message, HttpStatusCode? status = null, Exception? inner = null)
        : base(message, inner) => Status = status;

    /// <summary>The host's answer; null if there was none.</summary>
    public HttpStatusCode? Status { get; }
}
