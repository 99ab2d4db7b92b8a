using System.Text.RegularExpressions;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>Debian, Ubuntu. Configuration files that somebody has changed stay as they are.</summary>
internal sealed partial class Apt : IPatchManager
{
    private const string RestartMark = "/var/run/reboot-required";

    private static readonly string[] Common =
    [
        "-q", "-y", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold",
    ];

    public string Name => "apt";

    public IReadOnlyList<string> FileEndings => [".deb"];

    public string Program => "/usr/bin/apt-get";

    public ProcessStart? Refresh => LinuxCommand.Of("apt-get", "-q", "update");

    public ProcessStart? ListVersions => LinuxCommand.Of("dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${Package}\t${Version}\n");

    public (ProcessStart Command, Func<string, IReadOnlyList<PatchName>> Read)? FindSecurityUpdates =>
        (LinuxCommand.Of("apt-get", [.. Common, "-s", "--with-new-pkgs", "upgrade"]), ReadSecurityUpdates);

    public ProcessStart? Install(IReadOnlyList<PatchName> packages, bool dryRun) => Command(dryRun, ["install", "--", .. packages.Select(Text)]);

    public ProcessStart? InstallFile(string path, bool dryRun) => Command(dryRun, ["install", "--allow-downgrades", "--", path]);

    public ProcessStart? InstallSecurityUpdates(bool dryRun) => null;

    public ProcessStart? Uninstall(IReadOnlyList<PatchName> packages, bool dryRun) =>
        Command(dryRun, ["install", "--allow-downgrades", "--", .. packages.Select(package => package.Version is null ? $"{package.Name}-" : Text(package))]);

    public IReadOnlyList<PatchChange>? ReadDryRun(string output, IReadOnlyDictionary<string, string> installed) =>
        [.. output.Split('\n').Select(line => Planned().Match(line)).Where(match => match.Success).Select(match => new PatchChange(
            match.Groups["name"].Value,
            match.Groups["before"] is { Success: true } before ? before.Value : null,
            match.Groups["after"] is { Success: true } after ? after.Value : null))];

    public PatchOutcome Explain(int exitCode, string output) => exitCode switch
    {
        0 => new(),
        _ when LinuxCommand.Line(output, "E: Unable to locate package", "E: Version '", "E: Package '") is { Length: > 0 } line =>
            new(PatchErrors.Unknown(Name, line)),
        _ when LinuxCommand.Line(output, "E: Could not get lock", "E: Unable to acquire") is { Length: > 0 } => new(PatchErrors.Busy(Name)),
        _ when LinuxCommand.HasFilledDisk(output) => new(PatchErrors.DiskFull(Name)),
        _ => new(PatchErrors.Failed(Name, exitCode, LinuxCommand.Line(output, "E: "))),
    };

    public bool NeedsRestart(IMachineFiles files) => files.KindOf(RestartMark) == FileKind.File;

    private static ProcessStart Command(bool dryRun, IEnumerable<string> arguments) =>
        LinuxCommand.Of("apt-get", [.. Common, .. dryRun ? ["-s"] : Array.Empty<string>(), .. arguments]);

    private static string Text(PatchName package) => package.Version is null ? package.Name : $"{package.Name}={package.Version}";

    /// <summary>Those whose source is one of security updates, at the version that it has.</summary>
    private static IReadOnlyList<PatchName> ReadSecurityUpdates(string output) =>
        [.. output.Split('\n').Select(line => Planned().Match(line))
            .Where(match => match.Groups["source"].Value.Contains("security", StringComparison.OrdinalIgnoreCase))
            .Select(match => new PatchName(match.Groups["name"].Value, match.Groups["after"].Value))];

    /// <summary>"Inst NAME [BEFORE] (AFTER SOURCE [ARCHITECTURE])" and "Remv NAME [BEFORE]".</summary>
    [GeneratedRegex(
        @"^(Inst (?<name>\S+)( \[(?<before>[^\]]+)\])? \((?<after>\S+) ?(?<source>[^)]*)\)|Remv (?<name>\S+) \[(?<before>[^\]]+)\])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Planned();
}
