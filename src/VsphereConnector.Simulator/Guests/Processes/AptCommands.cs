using System.Text;
using System.Text.RegularExpressions;

namespace VsphereConnector.Simulator.Guests.Processes;

/// <summary>
/// <c>apt-get</c> and <c>dpkg-query</c> of a simulated Debian: what is installed is a file in the guest, and the same few packages are in
/// the sources of all guests, some of them newer there.
/// </summary>
internal static partial class AptCommands
{
    public static IReadOnlyDictionary<string, SimulatedProgram> All { get; } = new Dictionary<string, SimulatedProgram>(StringComparer.Ordinal)
    {
        ["apt-get"] = AptGetAsync,
        ["dpkg-query"] = DpkgQueryAsync,
    };

    private const string Status = "/var/lib/dpkg/status";

    private const int NotPossible = 100;

    /// <summary>The versions in the sources, the oldest first: that is what a fresh system has.</summary>
    private static readonly Dictionary<string, (string Source, string[] Versions)> Sources = new(StringComparer.Ordinal)
    {
        ["base-files"] = ("Debian:12.8/stable", ["12.4+deb12u8"]),
        ["curl"] = ("Debian-Security:12/stable-security", ["7.88.1-10+deb12u7", "7.88.1-10+deb12u8"]),
        ["openssl"] = ("Debian-Security:12/stable-security", ["3.0.14-1~deb12u2", "3.0.15-1~deb12u1"]),
        ["tzdata"] = ("Debian:12-updates/stable-updates", ["2024a-0+deb12u1", "2024b-0+deb12u1"]),
        ["tree"] = ("Debian:12.8/stable", ["2.1.0-1"]),
    };

    private static readonly string[] NotOnAFreshSystem = ["tree"];

    private static async Task<int> DpkgQueryAsync(ProgramRun run)
    {
        foreach (var (name, version) in Installed(run))
            await run.WriteAsync($"ii \t{name}\t{version}\n");
        return 0;
    }

    private static async Task<int> AptGetAsync(ProgramRun run)
    {
        var words = run.Arguments.Where(argument => argument is "update" or "upgrade" or "install").ToList();
        if (words is not [var verb])
            return await run.FailAsync("E: Invalid operation", NotPossible);
        if (verb == "update")
            return 0;

        var installed = Installed(run);
        var wanted = verb == "upgrade" ? Upgrades(installed) : run.Arguments.SkipWhile(argument => argument != "--").Skip(1);
        var changes = new List<(string Name, string? Before, string? After)>();
        foreach (var text in wanted)
        {
            var (name, after, error) = Resolve(run, text);
            if (error is not null)
                return await run.FailAsync(error, NotPossible);
            if (installed.GetValueOrDefault(name) != after)
                changes.Add((name, installed.GetValueOrDefault(name), after));
        }

        return run.Arguments.Contains("-s") ? await TellAsync(run, changes) : await ChangeAsync(run, installed, changes);
    }

    private static IEnumerable<string> Upgrades(IReadOnlyDictionary<string, string> installed) =>
        installed.Keys.Where(Sources.ContainsKey).Where(name => Sources[name].Versions[^1] != installed[name]);

    /// <summary>What a package that is asked for would be afterwards; no version where it is to be removed.</summary>
    private static (string Name, string? After, string? Error) Resolve(ProgramRun run, string text)
    {
        if (text.StartsWith('/'))
        {
            var file = DebFile().Match(run.Guest.Files.Paths.NameOf(text));
            return file.Success ? (file.Groups["name"].Value, file.Groups["version"].Value, null) : ("", null, $"E: Unsupported file {text} given on commandline");
        }

        var (name, version) = text.EndsWith('-') ? (text[..^1], null) : text.Split('=', 2) is [var before, var after] ? (before, after) : (text, "");
        if (!Sources.TryGetValue(name, out var source))
            return (name, null, $"E: Unable to locate package {name}");
        return version is null or "" || source.Versions.Contains(version)
            ? (name, version is "" ? source.Versions[^1] : version, null)
            : (name, null, $"E: Version '{version}' for '{name}' was not found");
    }

    private static async Task<int> TellAsync(ProgramRun run, List<(string Name, string? Before, string? After)> changes)
    {
        foreach (var (name, before, after) in changes)
        {
            var known = before is null ? "" : $" [{before}]";
            await run.WriteAsync(after is null ? $"Remv {name}{known}\n" : $"Inst {name}{known} ({after} {Sources.GetValueOrDefault(name).Source} [amd64])\n");
        }

        return 0;
    }

    private static async Task<int> ChangeAsync(ProgramRun run, Dictionary<string, string> installed, List<(string Name, string? Before, string? After)> changes)
    {
        foreach (var (name, before, after) in changes)
        {
            await run.WriteAsync(after is null ? $"Removing {name} ({before}) ...\n" : $"Setting up {name} ({after}) ...\n");
            if (after is null)
                installed.Remove(name);
            else
                installed[name] = after;
        }

        var content = string.Concat(installed.Select(package => $"{package.Key}\t{package.Value}\n"));
        run.Guest.Files.MakeDirectory("/var/lib/dpkg", run.Process.Account, 0b111_101_101, parents: true);
        run.Guest.Files.Write(Status, Encoding.UTF8.GetBytes(content), run.Process.Account, 0b110_100_100);
        return 0;
    }

    private static Dictionary<string, string> Installed(ProgramRun run) => run.Guest.ReadFile(Status) is { } content
        ? Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1])
        : Sources.Where(package => !NotOnAFreshSystem.Contains(package.Key)).ToDictionary(package => package.Key, package => package.Value.Versions[0]);

    [GeneratedRegex(@"\A(?<name>[a-z0-9.+-]+)_(?<version>[^_]+)_[a-z0-9]+\.deb\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DebFile();
}
