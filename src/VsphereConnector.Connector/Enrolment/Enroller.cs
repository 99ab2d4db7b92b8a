using System.Security.Cryptography;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>Gets an identity for this machine with a one-time token.</summary>
internal sealed class Enroller(IMachine machine, ConnectorSettings settings)
{
    private readonly ServerTrust _trust = new(settings.CertificateAuthority, machine.Time);

    /// <summary>Tries the servers in turn until one answers or <see cref="ConnectorSettings.EnrolmentTimeoutSeconds"/> have passed.</summary>
    /// <exception cref="InstallationException">The enrolment was refused, or no server was reached.</exception>
    public async Task<Enrolled> EnrolAsync(string token, CancellationToken cancellationToken)
    {
        using var key = new NewKey();
        var identity = machine.ReadIdentity();
        var request = new EnrolmentRequest
        {
            Token = token,
            CertificateRequest = key.CreateRequest(),
            Machine = identity,
            Version = ConnectorVersion.Current,
        };
        var response = await SendAsync(request, cancellationToken);
        try
        {
            var record = new EnrolmentRecord { ConnectorId = response.ConnectorId, Machine = identity, EnrolledAt = machine.Time.GetUtcNow() };
            return new(record, key.Complete(response.Certificate));
        }
        catch (CryptographicException exception)
        {
            throw new InstallationException(InstallExitCodes.EnrolmentRefused, $"The server's certificate for this machine is unusable: {exception.Message}");
        }
    }

    private async Task<EnrolmentResponse> SendAsync(EnrolmentRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(settings.EnrolmentTimeoutSeconds), machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var handler = ServerConnection.CreateHandler(machine, settings, _trust, client: null);
        var failure = "";
        for (var failures = 0; ; failures++)
        {
            var url = settings.ServerUrls[failures % settings.ServerUrls.Count];
            try
            {
                return await CertificateExchange.PostAsync(
                    handler, new Uri(new Uri(url), ConnectorPaths.Enrol), request, ContractsJson.Default.EnrolmentRequest, either.Token);
            }
            catch (RequestRefusedException refused)
            {
                throw new InstallationException(InstallExitCodes.EnrolmentRefused, $"{url} refused the enrolment: {refused.Message}");
            }
            catch (Exception exception) when (ServerFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
            {
                failure = timeout.IsCancellationRequested && failure.Length > 0 ? failure : ServerFailure.Describe(exception, url, _trust);
            }

            if (_trust.Refusal is not null && settings.ServerUrls.Count == 1)
            {
                throw new InstallationException(InstallExitCodes.ServerUnreachable, failure);
            }

            await WaitAsync(failures, failure, either.Token, cancellationToken);
        }
    }

    private async Task WaitAsync(int failures, string failure, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(BackOff.Delay(failures, machine.Random.NextDouble()), machine.Time, either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InstallationException(
                InstallExitCodes.ServerUnreachable, $"No server was reached within {settings.EnrolmentTimeoutSeconds} s. {failure}");
        }
    }
}

/// <summary>What an enrolment brings.</summary>
/// <param name="Record">Who this is.</param>
/// <param name="Identity">Private key and certificate in PEM.</param>
internal sealed record Enrolled(EnrolmentRecord Record, byte[] Identity);
