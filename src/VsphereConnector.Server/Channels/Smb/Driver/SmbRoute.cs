using System.Security.Cryptography;
using System.Text;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>How an endpoint is reached by SMB.</summary>
/// <param name="Target">Address and account.</param>
/// <param name="Logon">The account, for the lock-out guard.</param>
/// <param name="Machine">The machine, for the lock-out guard.</param>
internal sealed record SmbRoute(SmbTarget Target, GuardedLogon Logon, GuardedMachine Machine)
{
    /// <summary>Address, account and secret in one word, from which nothing can be read: it differs where one of them does.</summary>
    public string Setup => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Target}|{Logon.Fingerprint}")))[..16];
}

/// <summary>Finds address and account of endpoints that are reached by SMB.</summary>
internal sealed class SmbRoutes(VirtualMachineCatalog catalog, EndpointRegistry registry, SmbAccounts accounts)
{
    /// <exception cref="OperationException">It is not reached by SMB, and why.</exception>
    public Task<SmbRoute> FindAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken) =>
        EndpointSubject.IdOf(endpoint.Key ?? run.Operation.Target.InstanceUuid) is { } id
            ? RegisteredAsync(run, id, endpoint.Name, cancellationToken)
            : VirtualMachineAsync(run, endpoint, cancellationToken);

    private async Task<SmbRoute> RegisteredAsync(OperationRun run, Guid id, string name, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(id, cancellationToken) is not { Driver: EndpointDriver.Smb } endpoint)
        {
            throw new OperationException(SmbDriverErrors.NotBySmb(name));
        }

        var account = await accounts.FindAsync(run, run.Operation.GuestLogon ?? endpoint.Credential, CredentialTarget.Standalone(endpoint.Name), cancellationToken)
            ?? throw new OperationException(SmbDriverErrors.NoLogon(endpoint.Name));
        return RouteTo(endpoint.Address!, endpoint.Port, account, new GuardedMachine(endpoint.Subject, endpoint.Name));
    }

    private async Task<SmbRoute> VirtualMachineAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        var asked = endpoint.Connector?.Target ?? run.Operation.Target;
        var inventory = await catalog.ListKnownAsync(asked.VCenter, cancellationToken);
        var machine = catalog.Find(inventory, asked);
        if (!(endpoint.Connector is { } connector ? connector.Machine.OperatingSystem == "windows" : IsWindows(machine)))
        {
            throw new OperationException(SmbDriverErrors.NotBySmb(endpoint.Name));
        }

        if (machine.IpAddress is not { Length: > 0 } address)
        {
            throw new OperationException(SmbDriverErrors.NoAddress(endpoint.Name));
        }

        var tree = inventory.Snapshots.First(snapshot => snapshot.VCenter == machine.VCenter).Tree;
        var account = await accounts.FindAsync(run, run.Operation.GuestLogon, CredentialTarget.Of(machine, tree), cancellationToken)
            ?? throw new OperationException(SmbDriverErrors.NoLogon(endpoint.Name));
        return RouteTo(address, null, account, new GuardedMachine(machine.InstanceUuid, machine.Name));
    }

    private static bool IsWindows(VirtualMachine machine) => machine.GuestFamily is { } family
        ? family == "windowsGuest"
        : machine.GuestId?.StartsWith("win", StringComparison.OrdinalIgnoreCase) ?? machine.GuestName?.Contains("Windows", StringComparison.Ordinal) is true;

    private static SmbRoute RouteTo(string address, int? port, SmbAccount account, GuardedMachine machine) => new(
        new SmbTarget
        {
            Host = address,
            Port = port ?? SmbTarget.DefaultPort,
            User = account.User,
            Domain = account.Domain,
            Password = account.Password,
        },
        account.Logon,
        machine);
}
