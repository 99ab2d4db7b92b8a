using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Plugin.Registration;

/// <summary>The plug-in as it is registered in a vCenter.</summary>
internal sealed class PluginExtension(IOptions<ServerOptions> options, PluginTexts texts, ShownCertificate certificate)
{
    private const string ClientType = "vsphere-client-remote", ServerType = "MANIFEST_SERVER";

    /// <summary>The module under which vCenter looks for the texts of an extension.</summary>
    private const string Module = "resources";

    /// <summary>Older servers refuse the certificate itself, and take its fingerprint only.</summary>
    private static readonly Version WithCertificate = new(8, 0, 2, 0);

    /// <summary>Before this one the fingerprint is to be SHA-1.</summary>
    private static readonly Version WithSha256 = new(7, 0, 1);

    /// <summary>The API version to register with.</summary>
    public static string ApiVersionFor(AboutInfo about) => AtLeast(about.ApiVersion, WithCertificate) ? WithCertificate.ToString() : "7.0";

    /// <summary>As it is to be in the vCenter of <paramref name="client"/>, in the API version that the client speaks.</summary>
    /// <exception cref="PluginRegistrationException">This server cannot be a plug-in's server as it is configured.</exception>
    public Extension Build(VimClient client)
    {
        var description = new Description(texts.Get(PluginTexts.Default, "plugin.name"), texts.Get(PluginTexts.Default, "plugin.summary"));
        var url = Address();
        var shown = certificate.Read();
        return new Extension
        {
            Key = PluginIdentity.Key,
            Version = PluginIdentity.Version,
            Company = PluginIdentity.Company,
            Description = description,
            ShownInSolutionManager = false,
            Client =
            [
                new ExtensionClientInfo
                {
                    Type = ClientType, Version = PluginIdentity.Version, Url = url, Company = PluginIdentity.Company, Description = description,
                },
            ],
            Server =
            [
                new ExtensionServerInfo
                {
                    Type = ServerType,
                    Url = url,
                    Company = PluginIdentity.Company,
                    Description = description,
                    AdminEmail = [options.Value.Plugin.AdminEmail],
                    ServerThumbprint = Fingerprint(client.ServiceContent.About, shown),
                    ServerCertificate = AtLeast(client.Options.ApiVersion, WithCertificate) ? shown.ExportCertificatePem() : null,
                },
            ],
            TaskList = [.. Enum.GetValues<OperationKind>().Select(PluginIdentity.TaskOf)],
            EventList = [.. Enum.GetValues<OperationKind>().SelectMany(kind => PluginIdentity.Outcomes.Select(outcome => PluginIdentity.EventOf(kind, outcome)))],
            FaultList = [PluginIdentity.OperationFailed],
            PrivilegeList = [.. PluginPrivilege.All.Select(privilege => new ExtensionPrivilege(privilege, PluginPrivilege.Group))],
            ResourceList = [.. texts.Locales.Select(Resources)],
        };
    }

    private string Address() => options.Value.Plugin.PublicUrl is { } url
        ? new Uri(new Uri(url), $"{PluginIdentity.Path}/{PluginPackage.FileName}").ToString()
        : throw new PluginRegistrationException("vCenter must know how to reach this server: set Plugin:PublicUrl, such as https://connector.example:8443.");

    private static string Fingerprint(AboutInfo about, X509Certificate2 certificate) =>
        (AtLeast(about.Version, WithSha256) ? Thumbprint.Of(certificate) : Thumbprint.Parse(certificate.Thumbprint)).ToString();

    private static bool AtLeast(string version, Version least) => Version.TryParse(version, out var parsed) && parsed >= least;

    private ExtensionResource Resources(string locale)
    {
        var data = new Dictionary<string, string>();
        foreach (var kind in Enum.GetValues<OperationKind>())
        {
            var operation = texts.Get(locale, $"task.{kind}");
            data[$"{PluginIdentity.TaskOf(kind)}.label"] = operation;
            data[$"{PluginIdentity.TaskOf(kind)}.summary"] = operation;
            foreach (var outcome in PluginIdentity.Outcomes)
            {
                var text = texts.Get(locale, $"event.{outcome}").Replace("{operation}", operation, StringComparison.Ordinal);
                data[$"{PluginIdentity.EventOf(kind, outcome)}.category"] = PluginIdentity.SeverityOf(outcome);
                data[$"{PluginIdentity.EventOf(kind, outcome)}.fullFormat"] = text;
            }
        }

        data[$"{PluginIdentity.OperationFailed}.summary"] = texts.Get(locale, "fault.OperationFailed");
        data[$"privilege.{PluginPrivilege.Group}.label"] = texts.Get(locale, "plugin.name");
        foreach (var name in PluginPrivilege.Names)
        {
            data[$"privilege.{PluginPrivilege.Group}.{name}.label"] = texts.Get(locale, $"privilege.{name}");
            data[$"privilege.{PluginPrivilege.Group}.{name}.summary"] = texts.Get(locale, $"privilege.{name}");
        }

        return new ExtensionResource(locale[..2], Module, data);
    }
}
