using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>Whose tokens a guest alias accepts: the subject of this name, or any.</summary>
/// <param name="Name">The token's subject; null for any subject of the issuer.</param>
public sealed record GuestAuthSubject(string? Name)
{
    /// <summary>Any subject of the issuer.</summary>
    public static GuestAuthSubject Any { get; } = new((string?)null);

    internal void WriteTo(VimWriter writer, string name) =>
        writer.WriteObject(name, Name is null ? "GuestAuthAnySubject" : "GuestAuthNamedSubject", fields => fields.Write("name", Name));

    internal static GuestAuthSubject From(DataObject? subject) => new(subject?.GetString("name"));
}

/// <summary>One entry of an alias.</summary>
/// <param name="Subject">Whose tokens.</param>
/// <param name="Comment">A remark.</param>
public sealed record GuestAuthAliasInfo(GuestAuthSubject Subject, string Comment)
{
    internal static GuestAuthAliasInfo From(DataObject alias) =>
        new(GuestAuthSubject.From(alias.GetObject("subject")), alias.GetString("comment") ?? "");
}

/// <summary>The aliases of a guest account for one certificate.</summary>
/// <param name="Base64Cert">The token issuer's certificate, DER in base64.</param>
/// <param name="Aliases">The entries.</param>
public sealed record GuestAliases(string Base64Cert, IReadOnlyList<GuestAuthAliasInfo> Aliases)
{
    internal static GuestAliases From(DataObject aliases) =>
        new(aliases.RequireString("base64Cert"), [.. aliases.GetObjects("aliases").Select(GuestAuthAliasInfo.From)]);
}

/// <summary>The account to which tokens of a certificate map when they name none.</summary>
/// <param name="Base64Cert">The token issuer's certificate, DER in base64.</param>
/// <param name="UserName">The account.</param>
/// <param name="Subjects">Whose tokens.</param>
public sealed record GuestMappedAliases(string Base64Cert, string UserName, IReadOnlyList<GuestAuthSubject> Subjects)
{
    internal static GuestMappedAliases From(DataObject mapped) =>
        new(mapped.RequireString("base64Cert"), mapped.RequireString("username"), [.. mapped.GetObjects("subjects").Select(GuestAuthSubject.From)]);
}
