using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Plugin.Registration;

/// <summary>Something that is registered otherwise than this server would register it now.</summary>
/// <param name="What">What it is.</param>
/// <param name="Registered">As vCenter has it.</param>
/// <param name="Expected">As it would be now.</param>
internal sealed record RegistrationDifference(string What, string? Registered, string? Expected)
{
    public static IReadOnlyList<RegistrationDifference> Between(Extension registered, Extension expected)
    {
        var (server, own) = (registered.Server is [var first, ..] ? first : null, expected.Server[0]);
        var client = registered.Client is [var one, ..] ? one : null;
        return
        [
            .. Compare("version", registered.Version, expected.Version),
            .. Compare("url", client?.Url, expected.Client[0].Url),
            .. Compare("server url", server?.Url, own.Url),
            .. Compare("client type", client?.Type, expected.Client[0].Type),
            .. Compare("thumbprint", server?.ServerThumbprint?.ToUpperInvariant(), own.ServerThumbprint),
            .. Compare("certificate", Named(server?.ServerCertificate), Named(own.ServerCertificate)),
            .. Compare("administrator", server?.AdminEmail is [var email, ..] ? email : null, own.AdminEmail[0]),
            .. Compare("tasks", registered.TaskList, expected.TaskList),
            .. Compare("events", registered.EventList, expected.EventList),
            .. Compare("faults", registered.FaultList, expected.FaultList),
            .. Compare("privileges", registered.PrivilegeList, expected.PrivilegeList),
            .. Compare("texts", Entries(registered), Entries(expected)),
        ];
    }

    private static IEnumerable<RegistrationDifference> Compare(string what, string? registered, string? expected) =>
        registered == expected ? [] : [new(what, registered, expected)];

    private static IEnumerable<RegistrationDifference> Compare<T>(string what, IEnumerable<T> registered, IEnumerable<T> expected)
    {
        var (there, own) = (registered.ToHashSet(), expected.ToHashSet());
        return there.SetEquals(own) ? [] : [new(what, $"{there.Count}, {there.Except(own).Count()} of them otherwise", $"{own.Count}")];
    }

    private static IEnumerable<(string, string, string)> Entries(Extension extension) =>
        extension.ResourceList.SelectMany(resource => resource.Data.Select(text => (resource.Locale, text.Key, text.Value)));

    /// <summary>A certificate by its fingerprint, which is shorter to read; null where none is given.</summary>
    private static string? Named(string? pem)
    {
        if (string.IsNullOrWhiteSpace(pem))
        {
            return null;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return Thumbprint.Of(certificate).ToString();
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return "(cannot be read)";
        }
    }
}
