using System.Net.Security;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// The certificate that the server shows to connectors, signed by its own authority. It is never stored: each start makes one, and one
/// that is past two thirds of its life is replaced when the next connection asks for it.
/// </summary>
internal sealed class ListenerCertificate(CertificateAuthority authority, IEnumerable<string> _names, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private readonly Lock _swap = new();
    private readonly string[] _names = [.. _names.Distinct(StringComparer.OrdinalIgnoreCase)];
    private SslStreamCertificateContext? _current;
    private DateTimeOffset _renewAt;

    /// <summary>The certificate to show now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_swap)
            {
                var now = time.GetUtcNow();
                if (_current is null || now >= _renewAt)
                {
                    _current = Issue();
                    _renewAt = now + (Lifetime * 2 / 3);
                }

                return _current;
            }
        }
    }

    public void Dispose() => _current?.TargetCertificate.Dispose();

    private SslStreamCertificateContext Issue() =>
        SslStreamCertificateContext.Create(authority.IssueForListener(_names, Lifetime), [authority.Certificate], offline: true);
}
