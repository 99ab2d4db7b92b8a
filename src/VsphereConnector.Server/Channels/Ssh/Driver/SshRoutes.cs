using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>Finds address, account and host keys of endpoints that are reached by SSH.</summary>
internal sealed class SshRoutes(VirtualMachineCatalog catalog, EndpointRegistry registry, SshHostKeys hostKeys, SshAccounts accounts, LogonPolicies policies, IOptions<ServerOptions> options)
{
    /// <summary>More machines to go through than this is a circle.</summary>
    private const int MostJumps = 4;

    /// <exception cref="OperationException">It is not reached by SSH, and why.</exception>
    /// <param name="endpoint">What is to be reached.</param>
    /// <param name="run">The operation, which may bring a logon of its own; null: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SshRoute> FindAsync(DriverEndpoint endpoint, OperationRun? run, CancellationToken cancellationToken)
    {
        var (target, account) = EndpointSubject.IdOf(endpoint.Key) is { } id
            ? await RegisteredAsync(id, endpoint.Name, run, cancellationToken)
            : await VirtualMachineAsync(endpoint, run, cancellationToken);
        return new SshRoute
        {
            Target = target,
            Sudo = target.User == "root" ? null : new SshSudo(account.SudoPassword),
            PasswordRefused = account.PasswordRefused,
            Setup = SetupOf(target, account),
        };
    }

    private async Task<(SshTarget Target, SshAccount Account)> VirtualMachineAsync(DriverEndpoint endpoint, OperationRun? run, CancellationToken cancellationToken)
    {
        if (endpoint.Connector is { Machine.OperatingSystem: not "linux" })
        {
            throw new OperationException(SshDriverErrors.NotForThisSystem(endpoint.Name));
        }

        var asked = endpoint.Connector?.Target ?? run?.Operation.Target ?? OperationTarget.VirtualMachine(endpoint.Name, instanceUuid: endpoint.Key);
        var inventory = await catalog.ListKnownAsync(asked.VCenter, cancellationToken);
        var machine = catalog.Find(inventory, asked);
        if (machine.IpAddress is not { Length: > 0 } address)
        {
            throw new OperationException(SshDriverErrors.NoAddress(endpoint.Name));
        }

        var key = machine.InstanceUuid;
        var tree = inventory.Snapshots.First(snapshot => snapshot.VCenter == machine.VCenter).Tree;
        var target = CredentialTarget.Of(machine, tree);
        if (run?.Operation.Kind == OperationKind.InstallConnector && await policies.ForAsync(target, cancellationToken) is var policy && !policy.Allows(LogonStep.Credential))
        {
            throw new OperationException(SshDriverErrors.NotByPolicy(endpoint.Name, policy));
        }

        var account = await accounts.ForAsync(
            run, run?.Operation.GuestLogon, new GuardedMachine(key, machine.Name), target, cancellationToken)
            ?? throw new OperationException(SshDriverErrors.NoLogon(endpoint.Name));
        var known = await hostKeys.OfAsync(key, cancellationToken);
        var pinning = new SshHostKeyPolicy(known, async (first, token) => await hostKeys.PinAsync(key, first, token));
        return (TargetOf(address, options.Value.Ssh.PortOf(machine.Name), account, pinning, null), account);
    }

    private async Task<(SshTarget Target, SshAccount Account)> RegisteredAsync(Guid id, string name, OperationRun? run, CancellationToken cancellationToken)
    {
        var endpoint = await registry.FindAsync(id, cancellationToken);
        return endpoint is { Driver: EndpointDriver.Ssh }
            ? await RegisteredAsync(endpoint, run, MostJumps, cancellationToken)
            : throw new OperationException(SshDriverErrors.NotForThisSystem(name));
    }

    private async Task<(SshTarget Target, SshAccount Account)> RegisteredAsync(
        RegisteredEndpoint endpoint, OperationRun? run, int jumpsLeft, CancellationToken cancellationToken)
    {
        var account = await accounts.ForAsync(
            run, run?.Operation.GuestLogon ?? endpoint.Credential, new GuardedMachine(endpoint.Subject, endpoint.Name),
            CredentialTarget.Standalone(endpoint.Name), cancellationToken)
            ?? throw new OperationException(SshDriverErrors.NoLogon(endpoint.Name));
        var policy = new SshHostKeyPolicy(
            endpoint.HostKeys.Keys,
            endpoint.HostKeyPolicy == HostKeyRule.FirstUse
                ? async (first, pinning) => await registry.PinAsync(endpoint.Id, HostKeyList.Of([first]), pinning)
                : null);
        var jump = endpoint.Jump is { } via && jumpsLeft > 0
            ? (await RegisteredAsync(await registry.GetAsync(via, cancellationToken), run: null, jumpsLeft - 1, cancellationToken)).Target
            : null;
        return (TargetOf(endpoint.Address!, endpoint.Port, account, policy, jump), account);
    }

    private static SshTarget TargetOf(string address, int? port, SshAccount account, SshHostKeyPolicy policy, SshTarget? jump) => new()
    {
        Host = address,
        Port = port ?? SshTarget.DefaultPort,
        User = account.User,
        Authentication = account.Authentication,
        HostKeys = policy,
        Jump = jump,
        Guard = account.Guard,
    };

    private static string SetupOf(SshTarget target, SshAccount account)
    {
        var keys = string.Join(' ', target.HostKeys.Known.Select(key => key.Blob));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target}|{account.Fingerprint}|{keys}|{target.Jump}")))[..16];
    }
}
