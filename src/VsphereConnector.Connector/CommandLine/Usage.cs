namespace VsphereConnector.Connector.CommandLine;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Usage
{
    public static string All => """
        vlink, the connector of this machine.

        usage:
          vlink install --settings FILE   install it on this machine, enrol and start it
          vlink uninstall                 stop it and take it off this machine
          vlink run                       run it in this process, until SIGTERM
          vlink status [--json]           say how it is
          vlink VERB --help               more about a verb
          vlink --version
        """;

    public static string? Of(string verb) => verb switch
    {
        "install" => """
            usage: vlink install --settings FILE

            Copies this program to PARENT/vAgentManager (PARENT is parentFolder of the settings, /usr/local/intigua by default,
            on Windows C:\Program Files\Intigua), enrols with the token of the settings, and starts it now and at every boot.
            FILE is what the server made for this machine. Needs root, or an administrator.
            An installation that is there already is replaced. If anything fails, everything is as it was before.

            The last line printed is a report in JSON. Exit codes: 0 installed, 1 other failure, 11 programs cannot be started
            from the folder, 13 disk full, 14 not permitted, 15 enrolment refused, 16 server not reached, 17 does not start.

            example: vlink install --settings /root/settings.json
            """,
        "uninstall" => """
            usage: PARENT/vAgentManager/vlink uninstall

            Stops the connector, removes its start, its folder and, where it is empty, the folder of the managed agents.
            Says what is left. Exit codes: 0 nothing is left, 1 something is, 14 not permitted.
            """,
        "run" => """
            usage: vlink run [--service]

            Runs the connector of the folder that this program is in, until SIGTERM. systemd, init and the installer start it so.
            --service is for the Windows service control manager.
            """,
        "status" => """
            usage: vlink status [--json]

            Says whether the connector runs, how its channel is, and whether everything is there that should be.
            Exit codes: 0 all is well, 1 something is not.
            """,
        "once" => """
            usage: vlink once --folder FOLDER --run ID [--sha256 HEX] [--service] -- VERB [OPTION…]

            Not for people: an installation into a Windows guest runs the installer so. Runs the verb as LocalSystem, by a service that is
            there for this run alone, and leaves output, exit code and account in FOLDER. Needs an elevated administrator.
            --service is for that service.
            """,
        "look" => """
            usage: vlink look --bundle FILE

            Not for people: a server has it run in a Windows guest before anything is installed there. Writes a line for each thing that it saw:
            the system, the logon, the clock, the way to the server, folders, and what is left of an earlier connector. Changes nothing.
            """,
        "watch-upgrade" => """
            usage: vlink watch-upgrade --folder FOLDER

            Not for people: an upgrade starts the version before so, to restart the connector of the folder and to come back where the
            new version does not reach its server.
            """,
        "channel" => """
            usage: PARENT/vAgentManager/vlink channel

            Not for people: a server that comes by SSH runs it. It connects standard input and output to the connector that runs from the
            folder of this program, and starts that where it does not run. Exit codes: 0 the channel has ended, 1 there was none.
            """,
        "exec-operation" => """
            usage: PARENT/vAgentManager/vlink exec-operation --folder FOLDER

            Not for people: a server that comes by SMB runs it. It hands the operation in FOLDER/request.json to the connector, and writes
            what that says to FOLDER/messages, until somebody makes FOLDER/confirmed. FOLDER/cancel ends the operation. Exit codes: 0 the
            end is told and confirmed, 1 the operation could not be handed over, 2 nobody confirmed the end within 15 minutes.
            """,
        _ => null,
    };
}
