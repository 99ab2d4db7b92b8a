using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Configuration;

/// <summary>What is where in the connector's own folder.</summary>
/// <param name="Path">The full path, such as <c>/usr/local/intigua/vAgentManager</c>.</param>
internal sealed record ConnectorFolder(string Path)
{
    /// <summary>How files end that are being written.</summary>
    private const string TemporaryEnding = ".tmp";

    public string Program => In(OnWindows ? "vlinkprocess.exe" : "vlink");

    /// <summary>On Windows: what the service control manager starts; it keeps the program running.</summary>
    public string Wrapper => In("vlinkservice.exe");

    /// <summary>The settings, without the token.</summary>
    public string Configuration => In("config.json");

    /// <summary>Who the server says this is, and the machine that was enrolled.</summary>
    public string Enrolment => In("enrolment.json");

    /// <summary>Private key and certificate in one file, so that they change together.</summary>
    public string Identity => In("identity.pem");

    /// <summary>A renewed identity that has not been used yet.</summary>
    public string NewIdentity => In("identity.new.pem");

    /// <summary>What the daemon says about itself, for the installer and for <c>vlink status</c>.</summary>
    public string State => In("state.json");

    /// <summary>A change of the settings that is on trial, or was last.</summary>
    public string Trial => In("trial.json");

    /// <summary>An upgrade that is under way, or was last.</summary>
    public string Upgrade => In("upgrade.json");

    /// <summary>Held by who watches over an upgrade.</summary>
    public string UpgradeLock => In("upgrade.lock");

    /// <summary>Where the program of an upgrade waits for its turn.</summary>
    public ConnectorFolder Next => new(In("next"));

    /// <summary>Where the program before an upgrade is kept; it watches over the upgrade.</summary>
    public ConnectorFolder Previous => new(In("previous"));

    /// <summary>The connector goes as soon as the server has its report.</summary>
    public string Departure => In("uninstall.json");

    public string Lock => In("vlink.lock");

    public string Journal => In("journal");

    /// <summary>Where processes of this machine open a channel to the connector; the folder keeps others out.</summary>
    public string LocalChannel => Join(Journal, "channel");

    /// <summary>Scripts of tasks that run now, and where tasks run unless they say otherwise.</summary>
    public string Work => In("work");

    public string Logs => In("log");

    /// <summary>What the managed agents write.</summary>
    public string AgentLogs => Join(Logs, "agents");

    /// <summary>What the connector knows of the managed agents.</summary>
    public string AgentRecords => In("agents");

    /// <summary>Packages from the server, by their hash.</summary>
    public string Packages => In("packages");

    public string Parent => Path[..Path.LastIndexOf(Separator)];

    /// <summary>The folder of the managed agents.</summary>
    public string Agents => Join(Parent, Locations.AgentsFolder);

    public bool OnWindows => Path.Contains('\\');

    private char Separator => OnWindows ? '\\' : '/';

    public static ConnectorFolder Below(string parent) => new(Join(parent.TrimEnd('/', '\\'), Locations.ConnectorFolder));

    /// <summary>The folder of the program that runs.</summary>
    public static ConnectorFolder Of(IMachine machine) => new(machine.ProgramPath[..machine.ProgramPath.LastIndexOfAny(['/', '\\'])]);

    /// <summary>A path below a folder, in the manner of the machine that the folder is on (not of the one this code runs on).</summary>
    public static string Join(string folder, string name) => $"{folder}{(folder.Contains('\\') ? '\\' : '/')}{name}";

    /// <summary>Whether a path is that of the program.</summary>
    public bool IsProgram(string? path) => string.Equals(path, Program, OnWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>Whether an entry of this folder is one of the connector's own.</summary>
    public bool IsKnown(string name) =>
        new[] { Program, Wrapper, Configuration, Enrolment, Identity, NewIdentity, State, Trial, Lock, Journal, Work, Logs, Packages, AgentRecords, Upgrade, UpgradeLock, Next.Path, Previous.Path, Departure }.Contains(In(name), OnWindows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
        || name.EndsWith(TemporaryEnding, StringComparison.Ordinal);

    /// <summary>What an operation leaves here for the server to fetch; it goes with the end of the operation.</summary>
    public string FilesOf(Guid operationId) => Join(Journal, $"{operationId:D}.files");

    private string In(string name) => Join(Path, name);
}
