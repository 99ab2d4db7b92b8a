using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>RHEL and its relatives: dnf, and yum before it, which takes the same commands.</summary>
internal sealed class Dnf(string program) : IPatchManager
{
    private const string Declined = "Operation aborted.";

    public string Name => program;

    public IReadOnlyList<string> FileEndings => [".rpm"];

    public string Program => $"/usr/bin/{program}";

    public ProcessStart? ListVersions => LinuxCommand.Of("rpm", "-qa", "--qf", "%{NAME}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n");

    public ProcessStart? Install(IReadOnlyList<PatchName> packages, bool dryRun) => Command(dryRun, ["install", .. packages.Select(Text)]);

    public ProcessStart? InstallFile(string path, bool dryRun) => Command(dryRun, ["install", path]);

    public ProcessStart? InstallSecurityUpdates(bool dryRun) => Command(dryRun, ["update", "--security"]);

    /// <summary>Removing and going back are two commands; what is asked for must be one of them.</summary>
    public ProcessStart? Uninstall(IReadOnlyList<PatchName> packages, bool dryRun) =>
        packages.All(package => package.Version is null) ? Command(dryRun, ["remove", .. packages.Select(Text)])
        : packages.All(package => package.Version is not null) ? Command(dryRun, ["downgrade", .. packages.Select(Text)])
        : null;

    public PatchOutcome Explain(int exitCode, string output) => exitCode switch
    {
        0 => new(),
        1 when output.Contains(Declined, StringComparison.Ordinal) => new(), // how a dry run ends
        _ when LinuxCommand.Line(output, "No match for argument", "No package ", "Error: Unable to find a match", "No packages marked for") is { Length: > 0 } line =>
            new(PatchErrors.Unknown(Name, line)),
        200 => new(PatchErrors.Busy(Name)),
        _ when LinuxCommand.HasFilledDisk(output) => new(PatchErrors.DiskFull(Name)),
        _ => new(PatchErrors.Failed(Name, exitCode, LinuxCommand.Line(output, "Error:", "Error "))),
    };

    public IReadOnlyList<PatchChange>? ReadDryRun(string output, IReadOnlyDictionary<string, string> installed) => DnfTransaction.Read(output, installed);

    /// <summary>A plug-in (dnf-plugins-core, yum-utils) that may not be there: then it tells neither.</summary>
    public (ProcessStart Command, Func<int, string, bool?> Read)? RestartQuestion => (
        program == "yum" ? LinuxCommand.Of("needs-restarting", "-r") : LinuxCommand.Of(program, "-q", "needs-restarting", "-r"),
        (_, output) => output.Contains("Reboot is required", StringComparison.Ordinal) ? true
            : output.Contains("not be necessary", StringComparison.Ordinal) || output.Contains("not required", StringComparison.Ordinal) ? false
            : null);

    private ProcessStart Command(bool dryRun, IEnumerable<string> arguments) =>
        LinuxCommand.Of(program, [dryRun ? "--assumeno" : "-y", .. arguments]);

    private static string Text(PatchName package) => package.Version is null ? package.Name : $"{package.Name}-{package.Version}";
}
