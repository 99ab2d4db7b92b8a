using VsphereConnector.Vim25.Soap;

namespace VsphereConnector.Vim25.Guest;

/// <summary>How a guest operation proves who it is in the guest. Its text never shows a secret.</summary>
public abstract class GuestAuthentication
{
    private protected GuestAuthentication()
    {
    }

    /// <summary>
    /// Run in the session of the user who is logged on to the guest's desktop; it fails where nobody is. Windows only in practice.
    /// </summary>
    public bool InteractiveSession { get; init; }

    private protected abstract string TypeName { get; }

    internal void WriteTo(VimWriter writer, string name = "auth") =>
        writer.WriteObject(name, TypeName, fields =>
        {
            fields.Write("interactiveSession", InteractiveSession);
            WriteSecret(fields);
        });

    private protected abstract void WriteSecret(VimWriter writer);
}

/// <summary>A guest account's name and password.</summary>
/// <param name="userName">The account.</param>
/// <param name="password">Its password.</param>
public sealed class NamePasswordAuthentication(string userName, string password) : GuestAuthentication
{
    /// <summary>The account.</summary>
    public string UserName => userName;

    /// <summary>Returns the kind and the account.</summary>
    public override string ToString() => $"name and password of {userName}";

    private protected override string TypeName => "NamePasswordAuthentication";

    private protected override void WriteSecret(VimWriter writer)
    {
        writer.Write("username", userName);
        writer.Write("password", password);
    }
}

/// <summary>One step of an SSPI negotiation (Windows guests); AcquireCredentialsInGuest turns it into a ticket.</summary>
/// <param name="sspiToken">The client's token in base64.</param>
public sealed class SspiAuthentication(string sspiToken) : GuestAuthentication
{
    /// <summary>Returns the kind.</summary>
    public override string ToString() => "SSPI token";

    private protected override string TypeName => "SSPIAuthentication";

    private protected override void WriteSecret(VimWriter writer) => writer.Write("sspiToken", sspiToken);
}

/// <summary>The ticket of a guest session; release it when done.</summary>
/// <param name="ticket">The ticket.</param>
public sealed class TicketedSessionAuthentication(string ticket) : GuestAuthentication
{
    /// <summary>Returns the kind.</summary>
    public override string ToString() => "ticketed session";

    internal string Ticket => ticket;

    private protected override string TypeName => "TicketedSessionAuthentication";

    private protected override void WriteSecret(VimWriter writer) => writer.Write("ticket", ticket);
}

/// <summary>A SAML bearer token whose issuer and subject a guest alias maps to an account.</summary>
/// <param name="token">The token's XML as it was issued, unchanged.</param>
/// <param name="userName">The account; null where the alias maps to just one.</param>
public sealed class SamlTokenAuthentication(string token, string? userName = null) : GuestAuthentication
{
    /// <summary>The account; null where the alias maps to just one.</summary>
    public string? UserName => userName;

    /// <summary>Returns the kind and the account.</summary>
    public override string ToString() => $"SAML token for {userName ?? "the mapped account"}";

    private protected override string TypeName => "SAMLTokenAuthentication";

    private protected override void WriteSecret(VimWriter writer)
    {
        writer.Write("token", token);
        writer.Write("username", userName);
    }
}
