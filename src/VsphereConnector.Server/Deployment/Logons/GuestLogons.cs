using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>The logon of a guest operation: the one that came with its request, or the configured one that the request named.</summary>
internal sealed class GuestLogons(IOptions<ServerOptions> options, ServiceTokens tokens)
{
    /// <exception cref="OperationException">There is none.</exception>
    public async Task<GuestLogon> ForAsync(OperationRun run, string vCenter, CancellationToken cancellationToken)
    {
        if (await run.GetSecretAsync(OperationSecretNames.GuestLogon, cancellationToken) is { } secret)
        {
            var given = GuestLogonSecret.Parse(secret);
            return GuestLogon.ByPassword(given.Username, given.Password);
        }

        var name = run.Operation.GuestLogon;
        var configured = options.Value.GuestLogons.FirstOrDefault(logon => string.Equals(logon.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new OperationException(DeploymentErrors.LogonMissing(name));
        return configured.Alias
            ? GuestLogon.ByAlias(configured.Username, vCenter, tokens)
            : GuestLogon.ByPassword(configured.Username, await PasswordFile.ReadAsync(configured.PasswordFile!, cancellationToken));
    }
}
