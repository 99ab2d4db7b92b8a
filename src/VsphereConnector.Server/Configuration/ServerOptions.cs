using System.IO.Enumeration;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Configuration;

/// <summary>
/// Everything that can be configured: in <c>vsphere-connector.json</c>, by environment variables (<c>VSPHERE_CONNECTOR__Section__Key</c>)
/// and by flags (<c>--Section:Key=value</c>); the later ones win. Durations are written <c>hh:mm:ss</c>.
/// </summary>
internal sealed class ServerOptions
{
    /// <summary>Where the database, keys and logs are kept. Only one server at a time uses it.</summary>
    public string DataFolder { get; set; } = DefaultDataFolder();

    /// <summary>How the keys are protected that encrypt credentials and the other secrets of the data folder.</summary>
    public KeyOptions Keys { get; set; } = new();

    public ListenOptions Listen { get; set; } = new();

    /// <summary>The vCenters that this server may talk to.</summary>
    public IList<VCenterOptions> VCenters { get; set; } = [];

    /// <summary>Logons for guests that requests may name instead of carrying a password.</summary>
    public IList<GuestLogonOptions> GuestLogons { get; set; } = [];

    public OperationsOptions Operations { get; set; } = new();

    public DeploymentOptions Deployment { get; set; } = new();

    public RulesOptions Rules { get; set; } = new();

    public SshPortOptions Ssh { get; set; } = new();

    public PluginOptions Plugin { get; set; } = new();

    private static string DefaultDataFolder() => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        ? "/var/lib/vsphere-connector"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "vsphere-connector");
}

/// <summary>What encrypts the keys in the folder <c>keys</c> of the data folder. Neither: only the rights of that folder protect them.</summary>
internal sealed class KeyOptions
{
    /// <summary>A certificate in PEM with an RSA key. Keys that were made before it was set stay as they are.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The key of <see cref="CertificateFile"/> in PEM, readable by the server's account only; best not in the data folder.</summary>
    public string? KeyFile { get; set; }
}

/// <summary>Where the server listens.</summary>
internal sealed class ListenOptions
{
    /// <summary>The REST API, for people and scripts. Plain <c>http</c> is allowed on loopback only. Port 0: any free one.</summary>
    public string Api { get; set; } = "https://127.0.0.1:8443";

    /// <summary>Where connectors enrol and open their channel; always TLS.</summary>
    public string Connectors { get; set; } = "https://*:443";

    /// <summary>
    /// How endpoints reach <see cref="Connectors"/>, in order of preference, such as <c>https://connector.example:443</c>; installed
    /// connectors are told these. Default: this machine's name.
    /// </summary>
    public IList<string> PublicUrls { get; set; } = [];

    /// <summary>The API's certificate in PEM, with its chain. Default: one that the server's own CA issues and renews.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The key of <see cref="CertificateFile"/> in PEM, readable by the server's account only.</summary>
    public string? KeyFile { get; set; }
}

/// <summary>The plug-in of the vSphere Client.</summary>
internal sealed class PluginOptions
{
    /// <summary>How vCenter reaches <see cref="ListenOptions.Api"/>, such as <c>https://connector.example:8443</c>; needed to register the plug-in.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Whom to write to about the plug-in, as vCenter shows it.</summary>
    public string AdminEmail { get; set; } = "administrator@localhost";
}

/// <summary>A vCenter.</summary>
internal sealed class VCenterOptions
{
    /// <summary>A short name of your choice; requests and records use it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Such as <c>https://vcenter.example</c>; <c>/sdk</c> is added where no path is given.</summary>
    public string Url { get; set; } = "";

    /// <summary>The server's account, such as <c>svc-connector@vsphere.local</c>; with a certificate Single Sign-On knows whose it is.</summary>
    public string Username { get; set; } = "";

    /// <summary>A file that holds the password in its first line, readable by the server's account only.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Instead of a password: the certificate (PEM, with an RSA key) of a solution user that Single Sign-On knows.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The key of <see cref="CertificateFile"/> in PEM, readable by the server's account only.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The SHA-256 (or, as vSphere shows it, SHA-1) thumbprint that the vCenter's certificate must have.</summary>
    public string? Thumbprint { get; set; }

    /// <summary>A file in PEM with the authorities that the vCenter's certificate must come from. Neither this nor a thumbprint: the system's.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Show operations in this vCenter's recent tasks, and their ends as events, where the plug-in is registered there.</summary>
    public bool VCenterTasks { get; set; } = true;

    /// <summary>Keep the state of each connector in the custom attribute <c>Connector</c> of its virtual machine, for vCenter's own lists.</summary>
    public bool ConnectorAttribute { get; set; }
    /// <summary>Where Single Sign-On issues tokens. Default: <c>/sts/STSService</c> of the vCenter; its setting <c>config.vpxd.sso.sts.uri</c> tells.</summary>
    public string? SecurityTokenService { get; set; }
}

/// <summary>A logon for guests.</summary>
internal sealed class GuestLogonOptions
{
    public string Name { get; set; } = "";

    /// <summary>The account in the guest, such as <c>root</c>.</summary>
    public string Username { get; set; } = "";

    /// <summary>A file that holds the password in its first line, readable by the server's account only. None with <see cref="Alias"/>.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// True: no password at all. A guest alias (see <c>alias bootstrap</c>) lets the vCenter account of this server be
    /// <see cref="Username"/>; as <c>root</c> of a Linux guest that is the account of VMware Tools.
    /// </summary>
    public bool Alias { get; set; }
}

/// <summary>How operations are worked on.</summary>
internal sealed class OperationsOptions
{
    /// <summary>How many operations run at once (1-10000); the budgets of <see cref="DeploymentOptions"/> hold besides.</summary>
    public int Concurrency { get; set; } = 256;

    /// <summary>
    /// How long a claimed operation belongs to a server that does not answer any more. Renewed every third of it. A restart on the same
    /// data folder does not wait for it. No time-out of an operation depends on it.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an operation of each kind may take from its first start, unless the request says otherwise: retries and waiting for a
    /// connector count, waiting for a turn at a busy host and times without a server do not. All other time-outs lie within this one.
    /// </summary>
    public IDictionary<OperationKind, TimeSpan> Timeouts { get; set; } = new Dictionary<OperationKind, TimeSpan>
    {
        [OperationKind.InstallConnector] = TimeSpan.FromMinutes(5),
        [OperationKind.GetStatus] = TimeSpan.FromMinutes(1),
        [OperationKind.RunTask] = TimeSpan.FromMinutes(30),
        [OperationKind.ChangeConfiguration] = TimeSpan.FromMinutes(5),
        [OperationKind.RetrieveLogs] = TimeSpan.FromMinutes(10),
        [OperationKind.AddGuestAlias] = TimeSpan.FromMinutes(5),
        [OperationKind.VerifyGuestAlias] = TimeSpan.FromMinutes(5),
        [OperationKind.RemoveGuestAlias] = TimeSpan.FromMinutes(5),
        [OperationKind.CheckMachine] = TimeSpan.FromMinutes(2),
        [OperationKind.PrepareAccount] = TimeSpan.FromMinutes(5),
        [OperationKind.InstallAgent] = TimeSpan.FromMinutes(5),
        [OperationKind.StartAgent] = TimeSpan.FromMinutes(2),
        [OperationKind.StopAgent] = TimeSpan.FromMinutes(2),
        [OperationKind.UninstallAgent] = TimeSpan.FromMinutes(5),
        [OperationKind.InstallPatch] = TimeSpan.FromMinutes(60),
        [OperationKind.UninstallPatch] = TimeSpan.FromMinutes(60),
        [OperationKind.UpgradeConnector] = TimeSpan.FromMinutes(15),
        [OperationKind.UninstallConnector] = TimeSpan.FromMinutes(5),
    };

    /// <summary>Operations that ended longer ago than this many days are removed (1-36500).</summary>
    public int RetentionDays { get; set; } = 90;

    /// <summary>The time-out of <paramref name="kind"/>.</summary>
    public TimeSpan TimeoutOf(OperationKind kind) =>
        Timeouts.TryGetValue(kind, out var timeout) ? timeout : new OperationsOptions().Timeouts[kind];
}

/// <summary>Where virtual machines listen for SSH; endpoints that are registered have a port of their own.</summary>
internal sealed class SshPortOptions
{
    /// <summary>The port of those that <see cref="Ports"/> does not name (1-65535).</summary>
    public int Port { get; set; } = 22;

    /// <summary>Other ports, by the names of virtual machines, such as <c>"web-*": 2222</c>. Of several names that fit, the longest counts.</summary>
    public IDictionary<string, int> Ports { get; set; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The port of a virtual machine.</summary>
    public int PortOf(string virtualMachine) => Ports
        .Where(entry => FileSystemName.MatchesSimpleExpression(entry.Key, virtualMachine))
        .OrderByDescending(entry => entry.Key.Length)
        .Select(entry => entry.Value)
        .FirstOrDefault(Port);
}

/// <summary>What rules do by themselves.</summary>
internal sealed class RulesOptions
{
    /// <summary>How many operations of all rules go on at once (1-10000); below Operations:Concurrency, so that there is room for people.</summary>
    public int AtOnce { get; set; } = 64;

    /// <summary>How many operations of all rules go on at once on one ESXi host (1-1000); below Deployment:PerHost for the same reason.</summary>
    public int PerHost { get; set; } = 6;

    /// <summary>How often a vCenter is asked for new events.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often events are read once more from some time back, since they do not come in the order of their time.</summary>
    public TimeSpan RereadInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far back that is; longer than vCenter may take to write an event.</summary>
    public TimeSpan EventOverlap { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after a power-on its event may still come; after that the inventory alone counts.</summary>
    public TimeSpan EventPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What happened and what rules made of it is kept for this many days (1-36500).</summary>
    public int RetentionDays { get; set; } = 30;
}

/// <summary>How connectors are put into guests.</summary>
internal sealed class DeploymentOptions
{
    /// <summary>How many guests are worked on at once on one ESXi host (1-1000). Where a guest works by itself, as an installer does, it does not count.</summary>
    public int PerHost { get; set; } = 8;

    /// <summary>As <see cref="PerHost"/>, in one vCenter (1-10000).</summary>
    public int PerVCenter { get; set; } = 128;

    /// <summary>
    /// The temp folder in Linux guests; where it cannot be used, <c>/tmp</c> is. Default: <c>/var/jetpatch-temp</c>, for connectors before
    /// 4.2.8 <c>/tmp</c>.
    /// </summary>
    public string? TempFolder { get; set; }

    /// <summary>The temp folder in Windows guests; where it cannot be used, <c>C:\Program Files</c> is. Default: <c>C:\Windows\Temp</c>.</summary>
    public string WindowsTempFolder { get; set; } = Contracts.Installation.Locations.WindowsTempFolder;

    /// <summary>The folder that the connector is installed below in Linux guests. Default: <c>/usr/local/intigua</c>.</summary>
    public string? ParentFolder { get; set; }

    /// <summary>The folder that the connector is installed below in Windows guests. Default: <c>C:\Program Files\Intigua</c>.</summary>
    public string? WindowsParentFolder { get; set; }

    /// <summary>The first wait between two looks at a running installer; it grows up to <see cref="PollMost"/>.</summary>
    public TimeSpan PollFirst { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two looks at a running installer. Each look is an event in vCenter.</summary>
    public TimeSpan PollMost { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The first wait before a trouble that may pass (Tools not yet running, say) is looked at again; it doubles up to <see cref="RetryMost"/>.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait before a passing trouble is looked at again.</summary>
    public TimeSpan RetryMost { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One call to vCenter or to an ESXi host, transfers apart; an installation makes about ten within its own time-out.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an enrolment token is good for; it should not be shorter than the time-out of InstallConnector.</summary>
    public TimeSpan EnrolmentTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The published programs by platform, such as <c>linux-x64</c>: path of the file <c>vlink</c>. Default: <c>../connector/PLATFORM/vlink</c>,
    /// as <c>build.sh publish</c> lays them beside the server.
    /// </summary>
    public IDictionary<string, string> ConnectorPrograms { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
