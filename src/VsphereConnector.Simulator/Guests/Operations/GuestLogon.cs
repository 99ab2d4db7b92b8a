using System.Collections.Concurrent;
using System.Security.Cryptography;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.SingleSignOn;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Finds the guest account of a credential: name and password, ticket, or SAML token by the guest's aliases.</summary>
internal sealed class GuestLogon(TokenSigner tokens, AliasStore aliases)
{
    private readonly ConcurrentDictionary<string, (string VirtualMachine, GuestAccount Account)> _tickets = new(StringComparer.Ordinal);

    public GuestAccount LogOn(VirtualMachine vm, SoapElement auth)
    {
        if (auth.Bool("interactiveSession"))
            throw Fault.InvalidGuestLogin();
        return auth.XsiType switch
        {
            "NamePasswordAuthentication" => ByPassword(vm, auth),
            "TicketedSessionAuthentication" => ByTicket(vm, auth),
            "SAMLTokenAuthentication" => ByToken(vm, auth),
            "SSPIAuthentication" => throw Fault.OperationNotSupportedByGuest(),
            _ => throw Fault.InvalidArgument("auth", $"'{auth.XsiType}' is no guest authentication."),
        };
    }

    public string Acquire(VirtualMachine vm, GuestAccount account)
    {
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _tickets[ticket] = (vm.Reference.Id, account);
        return ticket;
    }

    public void Release(VirtualMachine vm, SoapElement auth)
    {
        ByTicket(vm, auth);
        _tickets.TryRemove(auth.RequiredString("ticket"), out _);
    }

    private static GuestAccount ByPassword(VirtualMachine vm, SoapElement auth) =>
        vm.Guest.Accounts.LogOn(auth.RequiredString("username"), auth.RequiredString("password")) ?? throw Fault.InvalidGuestLogin();

    private GuestAccount ByTicket(VirtualMachine vm, SoapElement auth) =>
        _tickets.TryGetValue(auth.RequiredString("ticket"), out var known) && known.VirtualMachine == vm.Reference.Id
            ? known.Account : throw Fault.InvalidGuestLogin();

    private GuestAccount ByToken(VirtualMachine vm, SoapElement auth)
    {
        var subject = tokens.SubjectOf(auth.RequiredString("token")) ?? throw Fault.InvalidGuestLogin();
        var names = aliases.AccountsOf(vm, tokens.Base64Certificate, subject, auth.String("username"));
        return names switch
        {
            [] => throw Fault.InvalidGuestLogin(),
            [GuestAccounts.LocalSystem] when vm.Guest.IsWindows => vm.Guest.Profile.AllowsLocalSystemImpersonation ? GuestAccount.LocalSystem : throw Fault.InvalidGuestLogin(),
            [var name] => vm.Guest.Accounts.Find(name) ?? throw Fault.InvalidGuestLogin(),
            _ => throw Fault.Named("GuestMultipleMappings", vm.Reference),
        };
    }
}
