using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>SUSE. Its exit codes tell more than those of others (zypper(8), EXIT CODES).</summary>
internal sealed class Zypper : IPatchManager
{
    public string Name => "zypper";

    public IReadOnlyList<string> FileEndings => [".rpm"];

    public string Program => "/usr/bin/zypper";

    public ProcessStart? Refresh => LinuxCommand.Of("zypper", "--non-interactive", "refresh");

    public ProcessStart? ListVersions => LinuxCommand.Of("rpm", "-qa", "--qf", "%{NAME}\\t%{VERSION}-%{RELEASE}\\n");

    public ProcessStart? Install(IReadOnlyList<PatchName> packages, bool dryRun) => Command("install", dryRun, packages.Select(Text));

    public ProcessStart? InstallFile(string path, bool dryRun) => Command("install", dryRun, [path]);

    public ProcessStart? InstallSecurityUpdates(bool dryRun) => Command("patch", dryRun, ["--category", "security"]);

    public ProcessStart? Uninstall(IReadOnlyList<PatchName> packages, bool dryRun) =>
        packages.All(package => package.Version is null) ? Command("remove", dryRun, packages.Select(Text))
        : packages.All(package => package.Version is not null) ? Command("install", dryRun, packages.Select(Text).Prepend("--oldpackage"))
        : null;

    public PatchOutcome Explain(int exitCode, string output) => exitCode switch
    {
        0 or 100 or 101 => new(),
        102 => new(RestartNeeded: true),
        103 => new(Note: "zypper itself was updated: submit the operation anew for the rest."),
        104 => new(PatchErrors.Unknown(Name, LinuxCommand.Line(output, "No provider of", "Package '", "'"))),
        106 => new(Note: "Some sources could not be read and were passed over."),
        107 => new(Note: "A script of a package failed after its installation; see the output."),
        7 => new(PatchErrors.Busy(Name)),
        _ when output.Contains("Signature verification failed", StringComparison.Ordinal) => new(PatchErrors.NotSigned(Name)),
        _ when LinuxCommand.HasFilledDisk(output) => new(PatchErrors.DiskFull(Name)),
        _ => new(PatchErrors.Failed(Name, exitCode, LinuxCommand.Line(output, "Problem:", "Error"))),
    };

    public IReadOnlyList<PatchChange>? ReadDryRun(string output, IReadOnlyDictionary<string, string> installed) => ZypperSummary.Read(output);

    public (ProcessStart Command, Func<int, string, bool?> Read)? RestartQuestion => (
        LinuxCommand.Of("zypper", "--non-interactive", "needs-rebooting"), (exitCode, _) => exitCode switch { 0 => false, 102 => true, _ => null });

    private static ProcessStart Command(string verb, bool dryRun, IEnumerable<string> arguments) =>
        LinuxCommand.Of("zypper", ["--non-interactive", verb, .. dryRun ? ["--dry-run", "--details"] : Array.Empty<string>(), .. arguments]);

    private static string Text(PatchName package) => package.Version is null ? package.Name : $"{package.Name}={package.Version}";
}
