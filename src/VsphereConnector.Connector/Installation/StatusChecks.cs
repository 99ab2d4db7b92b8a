using System.Security.Cryptography;
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

    public IReadOnlyList<StatusCheck> Run() =>
    [
        There($"folder {folder.Path}", folder.Path, FileKind.Directory),
        There($"folder of the managed agents {folder.Agents}", folder.Agents, FileKind.Directory),
        Program(),
        Private("configuration", folder.Configuration),
        There($"enrolment {folder.Enrolment}", folder.Enrolment, FileKind.File),
        Private("identity", folder.Identity),
        Certificate(),
        .. StartupOf.Machine(machine, folder).Check(),
        Process(),
        TempFolder(),
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
        return check.State != CheckState.Good || OperatingSystem.IsWindows() || _files.ModeOf(path) == FileModes.Private
            ? check
            : check with { State = CheckState.Wrong, Detail = $"Others than its owner may have access: chmod 600 {path}" };
    }

    private StatusCheck Certificate()
    {
        const string name = "certificate";
        return CertificateEnds() is not { } ends ? new(name, CheckState.Wrong, $"It cannot be read. {Reinstall}")
            : ends <= machine.Time.GetUtcNow() ? new(name, CheckState.Wrong, $"It ended {ends:u}. {Reinstall}")
            : new(name, CheckState.Good);
    }

    private StatusCheck Process()
    {
        var name = $"process vlink, PID file {Locations.PidFile}";
        return new PidFile(machine, folder).ReadRunning() is not null
            ? new(name, CheckState.Good)
            : new(name, CheckState.Missing, "The connector does not run, or its PID file is not right: start it.");
    }

    private StatusCheck TempFolder()
    {
        string[] candidates = folder.Path.StartsWith('/') ? [Locations.TempFolder, Locations.FallbackTempFolder] : [Locations.WindowsTempFolder];
        var name = $"temp folder {candidates[0]}";
        if (candidates.FirstOrDefault(IsWritable) is not { } writable)
        {
            return new(name, CheckState.Wrong, "Nothing can be written there: see to its rights and to the room on the disk.");
        }

        return new(name, CheckState.Good, writable == candidates[0] ? "" : $"{writable} is used instead.");
    }

    private bool IsWritable(string directory)
    {
        var probe = ConnectorFolder.Join(directory, $"vlink-{Guid.NewGuid():N}");
        try
        {
            _files.Write(probe, [], FileModes.Private);
            _files.Delete(probe);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
