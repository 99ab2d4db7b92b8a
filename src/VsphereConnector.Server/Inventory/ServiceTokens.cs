using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Server.Inventory;

/// <summary>
/// Tokens of this server's own account, from each vCenter's security token service: issued when they are needed, shared by all who need
/// one, never stored. A refused logon is not tried again until the file of the password, or of the certificate, changes.
/// </summary>
internal sealed class ServiceTokens(IOptions<ServerOptions> options, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, Account> _accounts = options.Value.VCenters.ToDictionary(
        vCenter => vCenter.Name, vCenter => new Account(vCenter, options.Value.Deployment.CallTimeout, time), StringComparer.OrdinalIgnoreCase);

    /// <summary>A token that is good for a while yet.</summary>
    /// <exception cref="Vim25.VimException">The service cannot be reached, is not trusted or refuses.</exception>
    public Task<SamlToken> GetAsync(string vCenter, CancellationToken cancellationToken) => _accounts[vCenter].GetAsync(cancellationToken);

    /// <summary>A guest did not take this token: the next one who asks gets a new one.</summary>
    public void Drop(string vCenter, SamlToken token) => _accounts[vCenter].Drop(token);

    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Dispose();
        }
    }

    private sealed class Account(VCenterOptions options, TimeSpan callTimeout, TimeProvider time) : IDisposable
    {
        /// <summary>Longer than a call to a guest takes; guests allow for 300 s of difference between clocks besides.</summary>
        private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

        private readonly SemaphoreSlim _gate = new(1);
        private SecurityTokenService? _service;
        private SamlToken? _token;
        private (DateTime SecretWritten, SecurityTokenException Exception)? _refusal;

        public async Task<SamlToken> GetAsync(CancellationToken cancellationToken)
        {
            if (Volatile.Read(ref _token) is { } known && IsGood(known))
            {
                return known;
            }

            await _gate.WaitAsync(cancellationToken);
            try
            {
                return _token is { } meanwhile && IsGood(meanwhile) ? meanwhile : _token = await IssueAsync(cancellationToken);
            }
            finally
            {
                _gate.Release();
            }
        }

        public void Drop(SamlToken token) => Interlocked.CompareExchange(ref _token, null, token);

        public void Dispose()
        {
            _service?.Dispose();
            _gate.Dispose();
        }

        private bool IsGood(SamlToken token) => token.NotOnOrAfter - Margin > time.GetUtcNow();

        private async Task<SamlToken> IssueAsync(CancellationToken cancellationToken)
        {
            var written = options.SecretWritten();
            if (_refusal is { } earlier && earlier.SecretWritten == written)
            {
                throw earlier.Exception;
            }

            _service ??= new SecurityTokenService(ServiceOptions(), time);
            try
            {
                return await IssueAsync(_service, cancellationToken);
            }
            catch (SecurityTokenException exception) when (exception.IsRefusedLogon)
            {
                _refusal = (written, exception);
                throw;
            }
        }

        private async Task<SamlToken> IssueAsync(SecurityTokenService service, CancellationToken cancellationToken)
        {
            if (options.CertificateFile is { Length: > 0 } file)
            {
                using var certificate = X509Certificate2.CreateFromPemFile(file, options.KeyFile);
                return await service.IssueAsync(certificate, cancellationToken: cancellationToken);
            }

            var password = await PasswordFile.ReadAsync(options.PasswordFile, cancellationToken);
            return await service.IssueAsync(options.Username, password, cancellationToken: cancellationToken);
        }

        private SecurityTokenServiceOptions ServiceOptions() => new()
        {
            Endpoint = new Uri(options.SecurityTokenService ?? new Uri(options.SdkUri(), SecurityTokenServiceOptions.DefaultPath).ToString()),
            Trust = options.Trust(),
            RequestTimeout = callTimeout,
        };
    }
}
