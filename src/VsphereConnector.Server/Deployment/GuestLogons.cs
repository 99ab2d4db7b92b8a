using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment;

/// <summary>The logon of an installation: the one that came with its request, or the configured one that the request named.</summary>
internal sealed class GuestLogons(IOptions<ServerOptions> options)
{
    /// <exception cref="OperationException">There is none.</exception>
    public async Task<NamePasswordAuthentication> ForAsync(OperationRun run, CancellationToken cancellationToken)
    {
        if (await run.GetSecretAsync(OperationSecretNames.GuestLogon, cancellationToken) is { } secret)
        {
            var given = GuestLogonSecret.Parse(secret);
            return new NamePasswordAuthentication(given.Username, given.Password);
        }

        var name = run.Operation.GuestLogon;
        var configured = options.Value.GuestLogons.FirstOrDefault(logon => string.Equals(logon.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new OperationException(DeploymentErrors.LogonMissing(name));
        return new NamePasswordAuthentication(configured.Username, await PasswordFile.ReadAsync(configured.PasswordFile, cancellationToken));
    }
}
