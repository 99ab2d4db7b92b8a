using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Keeps the guest aliases. Only the account itself or an administrator may change an account's aliases.</summary>
internal sealed class GuestAliasManager(AliasStore aliases) : ManagedObject("GuestAliasManager", "guestOperationsAliasManager")
{
    internal override PropertyTable Properties => Table;

    private static PropertyTable<GuestAliasManager> Table { get; } = new("GuestAliasManager");

    public void AddTo(MethodTable methods, GuestOperationGate gate)
    {
        gate.Add(methods, "AddGuestAlias", GuestPrivilege.ModifyAliases, Add);
        gate.Add(methods, "RemoveGuestAlias", GuestPrivilege.ModifyAliases, access => Remove(access, SubjectOf(access.Arguments.Required("subject"))));
        gate.Add(methods, "RemoveGuestAliasByCert", GuestPrivilege.ModifyAliases, RemoveByCertificate);
        gate.Add(methods, "ListGuestAliases", GuestPrivilege.QueryAliases, List);
        gate.Add(methods, "ListGuestMappedAliases", GuestPrivilege.QueryAliases, ListMapped);
    }

    private object? Add(GuestAccess access)
    {
        var info = access.Arguments.Required("aliasInfo");
        aliases.Add(new GuestAlias(
            access.VirtualMachine.Reference.Id,
            AccountOf(access),
            access.Arguments.RequiredString("base64Cert"),
            SubjectOf(info.Required("subject")),
            info.String("comment") ?? "",
            access.Arguments.Bool("mapCert")));
        return null;
    }

    private object? Remove(GuestAccess access, string? subject)
    {
        var (account, certificate) = (AccountOf(access), access.Arguments.RequiredString("base64Cert"));
        return Removed(aliases.Remove(alias =>
            alias.VirtualMachine == access.VirtualMachine.Reference.Id && alias.Account == account && alias.Certificate == certificate && alias.Subject == subject));
    }

    private object? RemoveByCertificate(GuestAccess access)
    {
        var (account, certificate) = (AccountOf(access), access.Arguments.RequiredString("base64Cert"));
        return Removed(aliases.Remove(alias =>
            alias.VirtualMachine == access.VirtualMachine.Reference.Id && alias.Account == account && alias.Certificate == certificate));
    }

    private static object? Removed(int count) => count > 0 ? null : throw Fault.InvalidArgument("base64Cert", "There is no such alias.");

    private ValueArray List(GuestAccess access)
    {
        var account = AccountOf(access);
        return new ValueArray("GuestAliases", [.. aliases.Of(access.VirtualMachine)
            .Where(alias => alias.Account == account)
            .GroupBy(alias => alias.Certificate, StringComparer.Ordinal)
            .Select(group => new DataObject("GuestAliases", ("base64Cert", group.Key), ("aliases", new ValueArray("GuestAuthAliasInfo", [.. group.Select(Info)]))))]);
    }

    private ValueArray ListMapped(GuestAccess access) => new("GuestMappedAliases", [.. aliases.Of(access.VirtualMachine)
        .Where(alias => alias.Mapped)
        .GroupBy(alias => (alias.Certificate, alias.Account))
        .Select(group => new DataObject(
            "GuestMappedAliases",
            ("base64Cert", group.Key.Certificate),
            ("username", group.Key.Account),
            ("subjects", new ValueArray("GuestAuthSubject", [.. group.Select(Subject)]))))]);

    private static DataObject Info(GuestAlias alias) => new("GuestAuthAliasInfo", ("subject", Subject(alias)), ("comment", alias.Comment));

    private static DataObject Subject(GuestAlias alias) => alias.Subject is null
        ? new DataObject("GuestAuthAnySubject") { IsSubtype = true }
        : new DataObject("GuestAuthNamedSubject", ("name", alias.Subject)) { IsSubtype = true };

    private static string? SubjectOf(SoapElement subject) => subject.XsiType switch
    {
        "GuestAuthNamedSubject" => subject.RequiredString("name"),
        "GuestAuthAnySubject" => null,
        _ => throw Fault.InvalidArgument("subject", $"'{subject.XsiType}' is no subject."),
    };

    private static string AccountOf(GuestAccess access)
    {
        var name = access.Arguments.RequiredString("username");
        if (access.Guest.Accounts.Find(name) is not { } account)
            throw Fault.InvalidArgument("username", $"There is no account '{name}' in the guest.");
        if (account != access.Account && !access.Account.IsAdministrator)
            throw Fault.GuestPermissionDenied();
        return account.Name;
    }
}
