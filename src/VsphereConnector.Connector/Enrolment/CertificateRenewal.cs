using System.Security.Cryptography;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>Renews the connector's certificate in time, for as long as the daemon runs.</summary>
internal sealed class CertificateRenewal(IMachine machine, LiveSettings live, IdentityStore identities, ConnectorLog log)
{
    /// <summary>The machine's clock may be set meanwhile: it is looked at this often.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    private readonly ServerTrust _trust = new(live.Current.CertificateAuthority, machine.Time);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var chance = machine.Random.NextDouble();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var ends = await WaitUntilDueAsync(attempt, chance, cancellationToken);
                if (await TryRenewAsync(attempt, cancellationToken))
                {
                    attempt = -1;
                }
                else
                {
                    await Task.Delay(RenewalSchedule.Retry(machine.Time.GetUtcNow(), ends, chance), machine.Time, cancellationToken);
                }
            }
            catch (ConfigurationException)
            {
                // The channel says it, too, and is where people look.
                await Task.Delay(LongestWait, machine.Time, cancellationToken);
            }
        }
    }

    /// <summary>Returns when the certificate ends.</summary>
    private async Task<DateTimeOffset> WaitUntilDueAsync(int attempt, double chance, CancellationToken cancellationToken)
    {
        var identity = identities.Open(attempt).Identity;
        var (begins, ends) = (identity.Begins, identity.Ends);
        await WaitUntilAsync(RenewalSchedule.Due(begins, ends, chance), cancellationToken);
        return ends;
    }

    private async Task WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        while (moment - machine.Time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, machine.Time, cancellationToken);
        }
    }

    private async Task<bool> TryRenewAsync(int attempt, CancellationToken cancellationToken)
    {
        var (identity, isNew) = identities.Open(attempt);
        var settings = live.Current;
        var url = settings.ServerUrls[attempt % settings.ServerUrls.Count];
        try
        {
            using var key = new NewKey();
            using var handler = ServerConnection.CreateHandler(machine, settings, _trust, identity.ForTls);
            var response = await CertificateExchange.PostAsync(
                handler, new Uri(new Uri(url), ConnectorPaths.Renew), new RenewalRequest(key.CreateRequest()), ContractsJson.Default.RenewalRequest, cancellationToken);
            var renewed = key.Complete(response.Certificate);
            if (isNew)
            {
                identities.Promote();
            }

            identities.SaveNew(renewed);
            log.Information("The certificate was renewed; it is used from the next connection on.");
            return true;
        }
        catch (RequestRefusedException refused)
        {
            log.Warning($"{url} refused to renew the certificate, which ends {identity.Ends:u}: {refused.Message}");
        }
        catch (Exception exception) when (exception is CryptographicException or UnauthorizedAccessException
            || (ServerFailure.Is(exception) && !cancellationToken.IsCancellationRequested))
        {
            log.Warning($"The certificate was not renewed, and ends {identity.Ends:u}. {ServerFailure.Describe(exception, url, _trust)}");
        }

        return false;
    }
}
