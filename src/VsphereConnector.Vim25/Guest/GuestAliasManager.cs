using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>
/// Guest aliases (vSphere's <c>GuestAliasManager</c>): which SAML tokens open which guest account. Only root or an administrator, or the
/// account itself, may change them.
/// </summary>
public sealed class GuestAliasManager
{
    private readonly GuestService _service;

    internal GuestAliasManager(GuestService service) => _service = service;

    /// <summary>Lets tokens of an issuer open an account (<c>AddGuestAlias</c>).</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">Credentials that work already.</param>
    /// <param name="userName">The account.</param>
    /// <param name="mapCert">Tokens that name no account open this one.</param>
    /// <param name="base64Cert">The issuer's certificate, DER in base64 (PEM without its first and last line).</param>
    /// <param name="aliasInfo">Whose tokens, with a remark.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task AddGuestAliasAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string userName,
        bool mapCert,
        string base64Cert,
        GuestAuthAliasInfo aliasInfo,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aliasInfo);
        return _service.InvokeAsync(
            "AddGuestAlias",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("username", userName);
                arguments.Write("mapCert", mapCert);
                arguments.Write("base64Cert", base64Cert);
                arguments.WriteObject("aliasInfo", null, alias =>
                {
                    aliasInfo.Subject.WriteTo(alias, "subject");
                    alias.Write("comment", aliasInfo.Comment);
                });
            },
            cancellationToken);
    }

    /// <summary>Lists an account's aliases (<c>ListGuestAliases</c>).</summary>
    public async Task<IReadOnlyList<GuestAliases>> ListGuestAliasesAsync(
        ManagedObjectReference vm, GuestAuthentication auth, string userName, CancellationToken cancellationToken = default)
    {
        var aliases = await _service
            .InvokeAsync("ListGuestAliases", vm, auth, arguments => arguments.Write("username", userName), cancellationToken)
            .ConfigureAwait(false);
        return [.. aliases.AsList().Select(entry => GuestAliases.From(entry.AsObject() ?? DataObject.Empty))];
    }

    /// <summary>Lists the mapped aliases of all accounts (<c>ListGuestMappedAliases</c>).</summary>
    public async Task<IReadOnlyList<GuestMappedAliases>> ListGuestMappedAliasesAsync(
        ManagedObjectReference vm, GuestAuthentication auth, CancellationToken cancellationToken = default)
    {
        var aliases = await _service.InvokeAsync("ListGuestMappedAliases", vm, auth, null, cancellationToken).ConfigureAwait(false);
        return [.. aliases.AsList().Select(entry => GuestMappedAliases.From(entry.AsObject() ?? DataObject.Empty))];
    }

    /// <summary>Removes one subject's alias (<c>RemoveGuestAlias</c>).</summary>
    public Task RemoveGuestAliasAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string userName,
        string base64Cert,
        GuestAuthSubject subject,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return _service.InvokeAsync(
            "RemoveGuestAlias",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("username", userName);
                arguments.Write("base64Cert", base64Cert);
                subject.WriteTo(arguments, "subject");
            },
            cancellationToken);
    }

    /// <summary>Removes all aliases of a certificate (<c>RemoveGuestAliasByCert</c>).</summary>
    public Task RemoveGuestAliasByCertAsync(
        ManagedObjectReference vm, GuestAuthentication auth, string userName, string base64Cert, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync(
            "RemoveGuestAliasByCert",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("username", userName);
                arguments.Write("base64Cert", base64Cert);
            },
            cancellationToken);
}
