using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Extensions;

/// <summary>A name and a sentence about it.</summary>
/// <param name="Label">The name.</param>
/// <param name="Summary">The sentence.</param>
public sealed record Description(string Label, string Summary)
{
    internal void WriteTo(VimWriter writer) =>
        writer.WriteObject("description", null, fields =>
        {
            fields.Write("label", Label);
            fields.Write("summary", Summary);
        });

    internal static Description From(DataObject parent) =>
        new(parent.GetObject("description")?.GetString("label") ?? "", parent.GetObject("description")?.GetString("summary") ?? "");
}

/// <summary>A server of an extension.</summary>
public sealed record ExtensionServerInfo
{
    /// <summary>Its address.</summary>
    public required string Url { get; init; }

    /// <summary>Its role: <c>MANIFEST_SERVER</c>, <c>PLUGIN_SERVER</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its name.</summary>
    public required Description Description { get; init; }

    /// <summary>Who made it.</summary>
    public required string Company { get; init; }

    /// <summary>Whom to write to; at least one.</summary>
    public required IReadOnlyList<string> AdminEmail { get; init; }

    /// <summary>Its certificate's fingerprint. It must agree with <see cref="ServerCertificate"/>.</summary>
    public string? ServerThumbprint { get; init; }

    /// <summary>Its certificate, PEM.</summary>
    public string? ServerCertificate { get; init; }

    internal void WriteTo(VimWriter writer)
    {
        writer.Write("url", Url);
        Description.WriteTo(writer);
        writer.Write("company", Company);
        writer.Write("type", Type);
        writer.Write("adminEmail", AdminEmail);
        writer.Write("serverThumbprint", ServerThumbprint);
        writer.Write("serverCertificate", ServerCertificate);
    }

    internal static ExtensionServerInfo From(DataObject server) => new()
    {
        Url = server.GetString("url") ?? "",
        Type = server.GetString("type") ?? "",
        Description = Description.From(server),
        Company = server.GetString("company") ?? "",
        AdminEmail = server.GetStrings("adminEmail"),
        ServerThumbprint = server.GetString("serverThumbprint"),
        ServerCertificate = server.GetString("serverCertificate"),
    };
}

/// <summary>An extension's part in a client.</summary>
public sealed record ExtensionClientInfo
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>The client: <c>vsphere-client-remote</c> for the vSphere Client.</summary>
    public required string Type { get; init; }

    /// <summary>The address of the plug-in's manifest.</summary>
    public required string Url { get; init; }

    /// <summary>Its name.</summary>
    public required Description Description { get; init; }

    /// <summary>Who made it.</summary>
    public required string Company { get; init; }

    internal void WriteTo(VimWriter writer)
    {
        writer.Write("version", Version);
        Description.WriteTo(writer);
        writer.Write("company", Company);
        writer.Write("type", Type);
        writer.Write("url", Url);
    }

    internal static ExtensionClientInfo From(DataObject client) => new()
    {
        Version = client.GetString("version") ?? "",
        Type = client.GetString("type") ?? "",
        Url = client.GetString("url") ?? "",
        Description = Description.From(client),
        Company = client.GetString("company") ?? "",
    };
}

/// <summary>A privilege of an extension.</summary>
/// <param name="Id">The privilege's id, with its group's.</param>
/// <param name="GroupName">The group.</param>
public sealed record ExtensionPrivilege(string Id, string GroupName)
{
    internal void WriteTo(VimWriter writer)
    {
        writer.Write("privID", Id);
        writer.Write("privGroupName", GroupName);
    }

    internal static ExtensionPrivilege From(DataObject privilege) =>
        new(privilege.RequireString("privID"), privilege.GetString("privGroupName") ?? "");
}

/// <summary>Texts of an extension in one language.</summary>
/// <param name="Locale">The language, such as <c>en</c>.</param>
/// <param name="Module">What the texts are for: <c>task</c>, <c>event</c>, <c>auth</c>, <c>fault</c>, or <c>resources</c>.</param>
/// <param name="Data">The texts by key.</param>
public sealed record ExtensionResource(string Locale, string Module, IReadOnlyDictionary<string, string> Data)
{
    internal void WriteTo(VimWriter writer)
    {
        writer.Write("locale", Locale);
        writer.Write("module", Module);
        foreach (var (key, value) in Data)
            writer.WriteObject("data", null, entry =>
            {
                entry.Write("key", key);
                entry.Write("value", value);
            });
    }

    internal static ExtensionResource From(DataObject resource) => new(
        resource.GetString("locale") ?? "",
        resource.GetString("module") ?? "",
        resource.GetObjects("data").DistinctBy(entry => entry.GetString("key")).ToDictionary(entry => entry.RequireString("key"), entry => entry.GetString("value") ?? ""));
}
