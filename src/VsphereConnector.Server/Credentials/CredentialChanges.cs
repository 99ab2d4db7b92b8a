using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Credentials;

/// <summary>Tells those who wait that a credential is another one, or that a person has confirmed it.</summary>
internal sealed class CredentialChanges(OperationLedger ledger, Suspensions suspensions)
{
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await suspensions.ResetPermanentAsync(cancellationToken);
        await ledger.WakeAsync(LogonErrors.Suspended, cancellationToken);
    }
}
