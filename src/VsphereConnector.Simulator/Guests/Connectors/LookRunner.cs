using System.Globalization;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;
using VsphereConnector.Simulator.Guests.Processes.Shell;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>Plays the script that looks at a machine, and leaves what it would have written.</summary>
internal static class LookRunner
{
    private const int Private = 0b110_000_000;

    public static bool IsIn(ReadOnlySpan<byte> script) => script.StartsWith("RUN="u8) && script.IndexOf("\nline vlink-check 1\n"u8) >= 0;

    public static Task<int> RunAsync(ProgramRun run, string script, byte[] content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n', 3);
        var spool = new InstallSpool(Guid.ParseExact(lines[0]["RUN=".Length..], "N"), 0, run.Process.Account.Name, Look(run, ShellParser.Words(lines[1], windows: false)[2..]));
        run.Guest.Files.Write($"{script[..script.LastIndexOf('/')]}/{InstallSpool.DoneMarker}", Encoding.UTF8.GetBytes(spool.Format()), run.Process.Account, Private);
        return Task.FromResult(0);
    }

    private static string Look(ProgramRun run, string[] arguments)
    {
        var (me, files) = (run.Process.Account, run.Guest.Files);
        var lines = new List<string[]>
        {
            new[] { "vlink-check", "1" },
            new[] { "system", "Linux", run.Guest.Profile.Architecture == "x64" ? "x86_64" : "aarch64" },
            new[] { "libc", "glibc", "2.36" },
            new[] { "clock", Number(run.Time.GetUtcNow().ToUnixTimeSeconds()) },
            new[] { "login", me.Name, me.IsAdministrator ? "root" : "denied", me.Name },
        };
        lines.AddRange(arguments[3..].Chunk(2).Select(server => new[] { "server", server[0], server[1], run.Guest.Network.IsCut ? "unreachable" : "open" }));
        lines.AddRange([["selinux", "off"], ["group", "sudo"], ["sudoers", me.IsAdministrator ? "included" : "unseen"]]);
        lines.AddRange(arguments[2].Split(' ').Select(temp => Folder("temp", temp)).Append(Folder("run", "/var/run")).Append(Folder("parent", arguments[1])));
        if (arguments[0].Length > 0)
        {
            lines.Add(run.Guest.Accounts.Find(arguments[0]) is { } account
                ? ["account", account.Name, account.IsAdministrator ? "root" : "denied", account.Name]
                : ["account", arguments[0], "missing"]);
        }

        lines.AddRange([["seen-as", me.Name], ["end"]]);
        return string.Concat(lines.Select(line => string.Join('\t', line) + "\n"));

        string[] Folder(string use, string path)
        {
            var there = path;
            while (files.Find(there) is null && there.LastIndexOf('/') is > 0 and var slash)
            {
                there = there[..slash];
            }

            var node = files.Find(there);
            var rights = node is null ? "" : string.Concat(me.MayRead(node) ? "r" : "", me.MayWrite(node) ? "w" : "", me.MayExecute(node) ? "x" : "");
            return [use, path, there, files.IsNoExec(there) ? rights + ",noexec" : rights, Number(files.FreeBytes(there) / 1024)];
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
