using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>
/// The init script with its LSB header and the start links. They are there where systemd runs, too: a unit of the same name goes before
/// the script, so it does not start twice.
/// </summary>
internal sealed class SysVScript(IMachineFiles files, ConnectorFolder folder)
{
    public const string Path = "/etc/init.d/vlink";

    /// <summary>Run levels that systems without systemd boot into, beside that of <see cref="Locations.StartLink"/>.</summary>
    private static readonly string[] OtherLinks = ["/etc/rc2.d/S30vlink", "/etc/rc3.d/S30vlink", "/etc/rc4.d/S30vlink"];

    private static string LinkFolder => Locations.StartLink[..Locations.StartLink.LastIndexOf('/')];

    public void Register(Undo undo, string? runAs)
    {
        undo.CreateDirectory("/etc/init.d", FileModes.Executable);
        undo.CreateDirectory(LinkFolder, FileModes.Executable);
        undo.Write(Path, Encoding.UTF8.GetBytes(Content(runAs)), FileModes.Executable);
        foreach (var link in Links)
        {
            undo.CreateLink(link, Path);
        }
    }

    public void Unregister()
    {
        foreach (var link in OtherLinks.Prepend(Locations.StartLink).Where(link => files.ReadLink(link) == Path))
        {
            files.Delete(link);
        }

        files.Delete(Path);
    }

    public IEnumerable<StatusCheck> Check()
    {
        yield return Script();
        var target = files.ReadLink(Locations.StartLink);
        var name = $"start link {Locations.StartLink}";
        yield return target == Path ? new(name, CheckState.Good)
            : files.KindOf(Locations.StartLink) == FileKind.None ? new(name, CheckState.Missing, $"Make it again: ln -s {Path} {Locations.StartLink}")
            : new(name, CheckState.Wrong, $"It does not lead to {Path}.");
        foreach (var link in ExtraLinks())
        {
            yield return new($"start link {link}", CheckState.Extra, $"The connector is started at another place, too: rm {link}");
        }
    }

    /// <summary>Links of other numbers in the folder of the start link: with them the connector starts at another time, or ends.</summary>
    private IEnumerable<string> ExtraLinks() => files.List(LinkFolder)
        .Select(name => $"{LinkFolder}/{name}")
        .Where(link => link != Locations.StartLink && files.ReadLink(link) == Path)
        .Order(StringComparer.Ordinal);

    private StatusCheck Script()
    {
        const string name = $"start script {Path}";
        return files.KindOf(Path) != FileKind.File ? new(name, CheckState.Missing, "Install the connector anew.")
            : !Encoding.UTF8.GetString(files.ReadAllBytes(Path)).Contains($"program='{folder.Program}'", StringComparison.Ordinal)
                ? new(name, CheckState.Wrong, $"It does not start {folder.Program}: install the connector anew.")
            : !files.MayExecute(Path) ? new(name, CheckState.Wrong, $"It cannot be executed: chmod 755 {Path}")
            : new(name, CheckState.Good);
    }

    private IEnumerable<string> Links => OtherLinks
        .Where(link => files.KindOf(link[..link.LastIndexOf('/')]) == FileKind.Directory)
        .Prepend(Locations.StartLink);

    private string Content(string? runAs) => $$"""
        #!/bin/sh
        ### BEGIN INIT INFO
        # Provides:          vlink
        # Required-Start:    $network $remote_fs $syslog
        # Required-Stop:     $network $remote_fs $syslog
        # Default-Start:     2 3 4 5
        # Default-Stop:      0 1 6
        # Short-Description: vlink, the connector of this machine
        ### END INIT INFO
        # chkconfig: 2345 30 70

        program='{{folder.Program}}'
        pidfile='{{Locations.PidFile}}'
        account='{{runAs}}'
        export DOTNET_EnableDiagnostics=0 # no pipes for debuggers in /tmp

        running() {
            [ -r "$pidfile" ] && [ "$(readlink "/proc/$(cat "$pidfile")/exe" 2>/dev/null)" = "$program" ]
        }

        start() {
            running && return 0
            if [ -n "$account" ]; then
                : > "$pidfile" && chown "$account" "$pidfile"
                setsid su -s /bin/sh -c 'exec "$0" run' "$account" -- "$program" < /dev/null > /dev/null 2>&1 &
            else
                setsid "$program" run < /dev/null > /dev/null 2>&1 &
            fi
        }

        stop() {
            running || return 0
            kill "$(cat "$pidfile")"
            n=0
            while running && [ "$n" -lt 20 ]; do sleep 1; n=$((n + 1)); done
            ! running
        }

        case "$1" in
            start) start ;;
            stop) stop ;;
            restart|force-reload) stop && start ;;
            status) running || exit 3 ;;
            *) echo "usage: $0 {start|stop|restart|status}" >&2; exit 2 ;;
        esac

        """;
}
