using System.Security.Cryptography;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation;

/// <summary>Looks at everything that an installed connector should have on its endpoint.</summary>
internal sealed class StatusChecks(IMachine machine, ConnectorFolder folder)
{
    private const string Reinstall = "Install the connector anew.";

    private readonly IMachineFiles _files = machine.Files;

    /// <summary>The temp folder that can be written to; null where none can.</summary>
    public string? TempFolder => field ??= Array.Find(TempFolders, IsWritable);

    private string[] TempFolders =>
        folder.OnWindows ? [Locations.WindowsTempFolder] : [Locations.TempFolder, Locations.FallbackTempFolder];

    public IReadOnlyList<StatusCheck> Run() =>
    [
        There($"parent folder {folder.Parent}", folder.Parent, FileKind.Directory),
        There($"folder {folder.Path}", folder.Path, FileKind.Directory),
        There($"folder of the managed agents {folder.Agents}", folder.Agents, FileKind.Directory),
        Program(),
        Private("configuration", folder.Configuration),
        There($"enrolment {folder.Enrolment}", folder.Enrolment, FileKind.File),
        Private("identity", folder.Identity),
        Certificate(),
        .. StartupOf.Machine(machine, folder).Check(),
        .. Processes(),
        Temp(),
        .. folder.OnWindows ? [] : new[] { RunFolder() },
        .. AgentHealth.Check(machine, folder),
        .. Strangers(),
    ];

    /// <summary>When the certificate that is in use ends; null where it cannot be read.</summary>
    public DateTimeOffset? CertificateEnds()
    {
        try
        {
            using var identity = ConnectorIdentity.Parse(_files.ReadAllBytes(folder.Identity));
            return identity.Ends;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    private StatusCheck There(string name, string path, FileKind kind)
    {
        var found = _files.KindOf(path);
        return found == kind ? new(name, CheckState.Good)
            : found == FileKind.None ? new(name, CheckState.Missing, Reinstall)
            : new(name, CheckState.Wrong, $"It is a {found}, not a {kind}. {Reinstall}");
    }

    private StatusCheck Program()
    {
        var check = There($"program {folder.Program}", folder.Program, FileKind.File);
        return check.State != CheckState.Good || _files.MayExecute(folder.Program)
            ? check
            : check with { State = CheckState.Wrong, Detail = "It cannot be executed: see to its mode, and that its file system is not mounted noexec." };
    }

    private StatusCheck Private(string name, string path)
    {
        var check = There($"{name} {path}", path, FileKind.File);
        return check.State != CheckState.Good || _files.ModeOf(path) == FileModes.Private
            ? check
            : check with { State = CheckState.Wrong, Detail = $"Others than its owner may have access: {(folder.OnWindows ? $"icacls \"{path}\" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F" : $"chmod 600 {path}")}" };
    }

    private StatusCheck Certificate()
    {
        const string name = "certificate";
        return CertificateEnds() is not { } ends ? new(name, CheckState.Wrong, $"It cannot be read. {Reinstall}")
            : ends <= machine.Time.GetUtcNow() ? new(name, CheckState.Wrong, $"It ended {ends:u}. {Reinstall}")
            : new(name, CheckState.Good);
    }

    private IEnumerable<StatusCheck> Processes()
    {
        var running = new PidFile(machine, folder).ReadRunning();
        var name = FileNameOf(folder.Program);
        yield return running is not null
            ? new($"process {name}", CheckState.Good)
            : new($"process {name}", CheckState.Missing, "The connector does not run: start it.");
        if (!folder.OnWindows)
        {
            yield return PidFileCheck(running);
        }

        foreach (var (id, program) in machine.Processes.FindByName(name).Where(id => id != running).Order().Select(id => (id, machine.Processes.ProgramOf(id))))
        {
            // A verb of this program, such as the one by which an operation comes over SSH or SMB, is no second connector.
            if (program is not null && !program.Equals(folder.Program, StringComparison.OrdinalIgnoreCase))
            {
                yield return new($"process {id}", CheckState.Extra, $"A second connector runs as {program}: end it, or uninstall it.");
            }
        }
    }

    private StatusCheck PidFileCheck(int? running)
    {
        const string name = $"PID file {Locations.PidFile}";
        return _files.KindOf(Locations.PidFile) != FileKind.File ? new(name, CheckState.Missing, "The start script needs it: restart the connector.")
            : running is null ? new(name, CheckState.Wrong, "It does not name the connector's process: restart the connector.")
            : new(name, CheckState.Good);
    }

    private StatusCheck Temp()
    {
        var name = $"temp folder {TempFolders[0]}";
        return TempFolder is not { } writable
            ? new(name, CheckState.Wrong, "Nothing can be written there: see to its rights and to the room on the disk.")
            : new(name, CheckState.Good, writable == TempFolders[0] ? "" : $"{writable} is used instead.");
    }

    private StatusCheck RunFolder()
    {
        const string name = "folder /var/run";
        return IsWritable("/var/run") ? new(name, CheckState.Good)
            : machine.IsAdministrator ? new(name, CheckState.Wrong, "Nothing can be written there: see to its rights and to the room on the disk.")
            : new(name, CheckState.NotApplicable, $"The connector runs as {machine.Account}; its PID file was made for it.");
    }

    /// <summary>What is in the connector's own folder and is not its own.</summary>
    private IEnumerable<StatusCheck> Strangers() => _files.List(folder.Path)
        .Where(name => !folder.IsKnown(name))
        .Order(StringComparer.Ordinal)
        .Select(name => new StatusCheck($"file {ConnectorFolder.Join(folder.Path, name)}", CheckState.Extra, "It is not the connector's: remove it."));

    private static string FileNameOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private bool IsWritable(string directory) => FolderTrial.IsWritable(_files, directory);
}
