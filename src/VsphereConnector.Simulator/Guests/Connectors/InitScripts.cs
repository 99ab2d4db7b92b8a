using System.Text;
using System.Text.RegularExpressions;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>
/// What <c>init</c> does with an init script: <c>start</c> runs the daemon that the script names, <c>stop</c> ends it. The script itself is
/// not interpreted.
/// </summary>
internal static partial class InitScripts
{
    private const string StartLinks = "/etc/rc5.d";

    /// <summary>After a boot: the links <c>S…</c> in their order.</summary>
    public static void StartAll(SimulatedGuest guest)
    {
        if (guest.IsWindows || guest.Files.Find(StartLinks) is not { IsDirectory: true })
            return;
        foreach (var link in guest.Files.List(StartLinks, guest.Administrator).Where(node => node.Name.StartsWith('S')))
            Start(guest, $"{StartLinks}/{link.Name}");
    }

    public static Task<int> RunAsync(ProgramRun run)
    {
        switch (run.Arguments)
        {
            case ["start"]:
                Start(run.Guest, run.Start.Program);
                return Task.FromResult(0);
            case ["stop"]:
                foreach (var daemon in Running(run.Guest, run.Start.Program))
                    daemon.Terminate();
                return Task.FromResult(0);
            case ["status"]:
                return Task.FromResult(Running(run.Guest, run.Start.Program).Any() ? 0 : 3);
            default:
                return run.FailAsync("usage: start | stop | status", 2);
        }
    }

    private static void Start(SimulatedGuest guest, string script)
    {
        if (DaemonOf(guest, script) is { } daemon && !Running(guest, script).Any())
        {
            guest.Processes.Start(new ProgramStart
            {
                Program = daemon,
                Arguments = ["run"],
                Account = AccountOf(guest, script),
                WorkingDirectory = "/",
            });
        }
    }

    private static IEnumerable<SimulatedProcess> Running(SimulatedGuest guest, string script) =>
        DaemonOf(guest, script) is { } daemon ? guest.Processes.Running().Where(process => process.Program == daemon) : [];

    private static GuestAccount AccountOf(SimulatedGuest guest, string script)
    {
        var named = AccountLine().Match(Encoding.UTF8.GetString(guest.ReadFile(script) ?? [])).Groups["name"].Value;
        return guest.Accounts.Find(named) ?? guest.Administrator;
    }

    private static string? DaemonOf(SimulatedGuest guest, string script) => guest.ReadFile(script) is { } content
        ? DaemonPath().Matches(Encoding.UTF8.GetString(content)).Select(match => match.Value).FirstOrDefault(path => guest.Files.Find(path) is { IsFile: true })
        : null;

    [GeneratedRegex("^account='(?<name>[^']*)'", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountLine();

    [GeneratedRegex("/[A-Za-z0-9_./-]+/vlink", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DaemonPath();
}
