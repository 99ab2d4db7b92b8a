using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment.Aliases;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>The logon of a guest operation: the one that its request gave or named, else the one that the machine's policy chooses.</summary>
internal sealed class GuestLogons(
    CredentialStore credentials, LogonPolicies policies, KnownAliases aliases, ServiceTokens tokens, VirtualMachineCatalog catalog)
{
    /// <summary>The logon that a policy allows.</summary>
    /// <exception cref="OperationException">There is none.</exception>
    public async Task<GuestLogon> ForAsync(OperationRun run, VirtualMachine machine, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(machine, cancellationToken);
        var policy = await policies.ForAsync(target, cancellationToken);
        if (await FindRequestedAsync(run, machine, target, cancellationToken) is not { } requested)
        {
            return await ChooseAsync(policy, machine, target, cancellationToken);
        }

        var (logon, step) = requested;
        return policy.Allows(step) ? logon : throw new OperationException(DeploymentErrors.LogonNotAllowed(logon.Description, machine.Name, policy));
    }

    /// <summary>The logon that the request gave or named; null where it did neither. What an administrator does once, no policy forbids.</summary>
    /// <exception cref="OperationException">What it names is not there, or not for this machine.</exception>
    public async Task<GuestLogon?> FindRequestedAsync(OperationRun run, VirtualMachine machine, CancellationToken cancellationToken) =>
        (await FindRequestedAsync(run, machine, await TargetAsync(machine, cancellationToken), cancellationToken))?.Logon;

    private async Task<(GuestLogon Logon, LogonStep Step)?> FindRequestedAsync(
        OperationRun run, VirtualMachine machine, CredentialTarget target, CancellationToken cancellationToken)
    {
        if (await run.GetSecretAsync(OperationSecretNames.GuestLogon, cancellationToken) is { } secret)
        {
            var given = GuestLogonSecret.Parse(secret);
            var guarded = credentials.LogonOf(given.Username, given.Password);
            return (GuestLogon.ByPassword($"the password of {given.Username}, which came with the request", given.Username, given.Password, guarded), LogonStep.Ask);
        }

        if (run.Operation.GuestLogon is not { } name)
        {
            return null;
        }

        if (credentials.FindConfigured(name) is { Alias: true } alias)
        {
            return (GuestLogon.ByAlias(alias.Username, machine.VCenter, tokens, $", as '{alias.Name}' says, which the request names"), LogonStep.Alias);
        }

        var credential = await credentials.OpenAsync(name, cancellationToken);
        if (credential is null || !credential.Kinds.Contains(CredentialKind.Guest))
        {
            throw new OperationException(DeploymentErrors.LogonMissing(name));
        }

        return credential.Scope.Holds(target)
            ? (Of(credential, "which the request names"), LogonStep.Credential)
            : throw new OperationException(DeploymentErrors.LogonOutOfScope(credential, machine.Name));
    }

    private async Task<GuestLogon> ChooseAsync(LogonPolicy policy, VirtualMachine machine, CredentialTarget target, CancellationToken cancellationToken)
    {
        var passedOver = new List<string>();
        foreach (var step in policy.Steps)
        {
            switch (step)
            {
                case LogonStep.Alias when await aliases.FindAsync(machine, cancellationToken) is { IsUsable: true } alias:
                    return GuestLogon.ByAlias(alias.Account, machine.VCenter, tokens, Because(policy, passedOver));
                case LogonStep.Alias:
                    passedOver.Add("no guest alias is known that the guest takes");
                    break;
                case LogonStep.Credential when await credentials.FindForAsync(CredentialKind.Guest, target, cancellationToken) is { } credential:
                    return Of(credential, $"for machines {credential.Scope}{Because(policy, passedOver)}");
                case LogonStep.Credential:
                    passedOver.Add("no stored credential is for this machine");
                    break;
            }
        }

        throw new OperationException(DeploymentErrors.LogonNotChosen(machine.Name, policy, passedOver));
    }

    private static string Because(LogonPolicy policy, IReadOnlyList<string> passedOver) =>
        $", chosen by the {policy}{string.Concat(passedOver.Select(reason => $"; {reason}"))}";

    private static GuestLogon Of(Credential credential, string because) =>
        GuestLogon.ByPassword($"the credential '{credential.Name}' ({credential.Account}), {because}", credential.Account, credential.Secret.Password!, credential.Logon);

    private async Task<CredentialTarget> TargetAsync(VirtualMachine machine, CancellationToken cancellationToken)
    {
        var inventory = await catalog.ReadAsync(machine.VCenter, cancellationToken);
        return CredentialTarget.Of(machine, inventory.Tree);
    }
}
