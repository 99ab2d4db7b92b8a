using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>
/// Tokens of this server's own account, from each vCenter's security token service: issued when they are needed, shared by all who need
/// one, never stored. A refused logon is not tried again until the password file changes.
/// </summary>
internal sealed class ServiceTokens(IOptions<ServerOptions> options, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, Account> _accounts = options.Value.VCenters.ToDictionary(
        vCenter => vCenter.Name, vCenter => new Account(vCenter, options.Value.Deployment.CallTimeout, time), StringComparer.OrdinalIgnoreCase);

    /// <summary>A token that is good for a while yet.</summary>
    /// <exception cref="Vim25.VimException">The service cannot be reached, is not trusted or refuses.</exception>
    public Task<SamlToken> GetAsync(string vCenter, CancellationToken cancellationToken) => _accounts[vCenter].GetAsync(cancellationToken);

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
        private (DateTime PasswordWritten, SecurityTokenException Exception)? _refusal;

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

        public void Dispose()
        {
            _service?.Dispose();
            _gate.Dispose();
        }

        private bool IsGood(SamlToken token) => token.NotOnOrAfter - Margin > time.GetUtcNow();

        private async Task<SamlToken> IssueAsync(CancellationToken cancellationToken)
        {
            var written = File.GetLastWriteTimeUtc(options.PasswordFile);
            if (_refusal is { } earlier && earlier.PasswordWritten == written)
            {
                throw earlier.Exception;
            }

            _service ??= new SecurityTokenService(ServiceOptions(), time);
            try
            {
                return await _service.IssueAsync(options.Username, await PasswordFile.ReadAsync(options.PasswordFile, cancellationToken), cancellationToken: cancellationToken);
            }
            catch (SecurityTokenException exception) when (exception.IsRefusedLogon)
            {
                _refusal = (written, exception);
                throw;
            }
        }

        private SecurityTokenServiceOptions ServiceOptions() => new()
        {
            Endpoint = new Uri(options.SecurityTokenService ?? new Uri(options.SdkUri(), SecurityTokenServiceOptions.DefaultPath).ToString()),
            Trust = options.Trust(),
            RequestTimeout = callTimeout,
        };
    }
}
