using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>An alias: who may come by a token of this issuer, as which account. A null subject is any.</summary>
internal sealed record GuestAlias(string VirtualMachine, string Account, string Certificate, string? Subject, string Comment, bool Mapped);

/// <summary>The guest aliases of all virtual machines.</summary>
internal sealed class AliasStore
{
    private readonly Lock _gate = new();
    private readonly List<GuestAlias> _aliases = [];

    public void Add(GuestAlias alias)
    {
        lock (_gate)
        {
            _aliases.RemoveAll(old => old with { Comment = alias.Comment, Mapped = alias.Mapped } == alias);
            _aliases.Add(alias);
        }
    }

    public int Remove(Predicate<GuestAlias> which)
    {
        lock (_gate)
            return _aliases.RemoveAll(which);
    }

    public IReadOnlyList<GuestAlias> Of(VirtualMachine vm)
    {
        lock (_gate)
            return [.. _aliases.Where(alias => alias.VirtualMachine == vm.Reference.Id)];
    }

    /// <summary>The accounts that a subject of this issuer may be: the named one, or all to which an alias maps it.</summary>
    public string[] AccountsOf(VirtualMachine vm, string certificate, string subject, string? userName) =>
        [.. Of(vm)
            .Where(alias => alias.Certificate == certificate)
            .Where(alias => alias.Subject is null || alias.Subject == subject)
            .Where(alias => string.IsNullOrEmpty(userName) ? alias.Mapped : alias.Account == userName)
            .Select(alias => alias.Account)
            .Distinct(StringComparer.Ordinal)];
}
