using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.SingleSignOn;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary>The alias of one guest account for this server's own account; adding and removing it twice is the same as once.</summary>
internal sealed class GuestAlias(
    GuestAccess access, string account, SamlToken token, KnownAliases known, LogonAttempts attempts, OperationRun run)
{
    private const string Comment = "vsphere-connector: its vCenter account, without a password";

    private ManagedObjectReference Machine => access.Machine.Reference;

    private string Name => access.Machine.Name;

    private string Issuer => token.IssuerCertificate ?? throw new OperationException(AliasErrors.TokenWithoutIssuer);

    private GuestAliasManager Manager => access.Managers.AliasManager
        ?? throw new NotSupportedByServerException("This server has no GuestAliasManager: guest aliases cannot be added here.");

    public async Task<GuestAliasResult> AddAsync(GuestLogon logon, GuestLogon own, CancellationToken cancellationToken)
    {
        var wasSo = (await LogOnAsync(logon, cancellationToken)).Any(LetsUsIn);
        if (!wasSo)
        {
            var info = new GuestAuthAliasInfo(new GuestAuthSubject(token.Subject), Comment);
            await Manager.AddGuestAliasAsync(Machine, await logon.GetAsync(cancellationToken), account, mapCert: false, Issuer, info, cancellationToken);
            await run.ReportAsync("alias", $"{token.Subject} may now be {account} in the guest.", 60, cancellationToken: cancellationToken);
        }

        await known.AddedAsync(access.Machine, account, token, cancellationToken);
        return await VerifyAsync(own, cancellationToken) with { WasSo = wasSo };
    }

    public async Task<GuestAliasResult> VerifyAsync(GuestLogon own, CancellationToken cancellationToken)
    {
        try
        {
            var aliases = await ListAsync(own, cancellationToken);
            await known.AcceptedAsync(access.Machine, account, token, cancellationToken);
            await run.ReportAsync("verify", $"The guest takes a token of {token.Subject} as {account}.", 90, cancellationToken: cancellationToken);
            return Result(aliases);
        }
        catch (VimFaultException exception) when (exception.Fault is InvalidGuestLogin)
        {
            throw new OperationException(AliasErrors.NotAccepted(
                Name, account, token, await known.RefusedAsync(access.Machine, account, token, cancellationToken)));
        }
    }

    public async Task<GuestAliasResult> RemoveAsync(GuestLogon logon, CancellationToken cancellationToken)
    {
        var aliases = await LogOnAsync(logon, cancellationToken);
        var wasSo = !aliases.Any(IsOurs);
        if (!wasSo)
        {
            await Manager.RemoveGuestAliasAsync(
                Machine, await logon.GetAsync(cancellationToken), account, Issuer, new GuestAuthSubject(token.Subject), cancellationToken);
            await run.ReportAsync("alias", $"{token.Subject} is no alias of {account} any more.", 90, cancellationToken: cancellationToken);
        }

        await known.RemovedAsync(access.Machine, account, cancellationToken);
        return Result([.. aliases.Where(alias => !IsOurs(alias))]) with { WasSo = wasSo };
    }

    private async Task<IReadOnlyList<GuestAliasView>> LogOnAsync(GuestLogon logon, CancellationToken cancellationToken)
    {
        await run.ReportAsync("logon", $"Logs on with {logon.Description}.", 20, cancellationToken: cancellationToken);
        return await attempts.RunAsync(run, logon, access.Machine, () => ListAsync(logon, cancellationToken), cancellationToken);
    }

    private async Task<IReadOnlyList<GuestAliasView>> ListAsync(GuestLogon logon, CancellationToken cancellationToken) =>
        [.. (await Manager.ListGuestAliasesAsync(Machine, await logon.GetAsync(cancellationToken), account, cancellationToken)).SelectMany(GuestAliasView.Of)];

    private bool IsOurs(GuestAliasView alias) => LetsUsIn(alias) && alias.Subject is not null;

    private bool LetsUsIn(GuestAliasView alias) =>
        alias.IssuerSha256 == GuestAliasView.ThumbprintOf(Issuer) && (alias.Subject is null || alias.Subject == token.Subject);

    private GuestAliasResult Result(IReadOnlyList<GuestAliasView> aliases) => new() { Account = account, Subject = token.Subject, Aliases = aliases };
}
