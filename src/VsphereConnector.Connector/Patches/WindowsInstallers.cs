using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>What the three installers of Windows share: no packages by name, no dry run, and exit codes that are numbers of Windows.</summary>
internal abstract class WindowsInstaller : IPatchManager
{
    private const int AccessDenied = unchecked((int)0x80070005), DiskFull = unchecked((int)0x80070070);

    public abstract string Name { get; }

    public abstract IReadOnlyList<string> FileEndings { get; }

    public string Program => $@"C:\Windows\System32\{Name}.exe";

    public ProcessStart? ListVersions => null;

    public ProcessStart? Install(IReadOnlyList<PatchName> packages, bool dryRun) => null;

    public ProcessStart? InstallSecurityUpdates(bool dryRun) => null;

    public ProcessStart? InstallFile(string path, bool dryRun) => dryRun ? null : Command(InstallArguments(path));

    public ProcessStart? Uninstall(IReadOnlyList<PatchName> packages, bool dryRun) =>
        dryRun || packages is not [var package] || UninstallArguments(package.Name) is not { } arguments ? null : Command(arguments);

    public abstract PatchOutcome Explain(int exitCode, string output);

    protected abstract IReadOnlyList<string> InstallArguments(string path);

    protected abstract IReadOnlyList<string>? UninstallArguments(string name);

    /// <summary>The codes that mean the same for all of them.</summary>
    protected PatchOutcome ExplainCommon(int exitCode) => exitCode switch
    {
        0 => new(),
        3010 => new(RestartNeeded: true),
        1641 => new(RestartNeeded: true, Note: "The installer has begun the restart by itself."),
        5 or 740 or AccessDenied => new(PatchErrors.NotPermitted("this account")),
        112 or DiskFull => new(PatchErrors.DiskFull(Name)),
        1618 => new(PatchErrors.Busy(Name)),
        _ => new(PatchErrors.Failed(Name, exitCode, "")),
    };

    private ProcessStart Command(IReadOnlyList<string> arguments) => new() { Program = Program, Arguments = arguments, WorkingDirectory = @"C:\Windows" };
}

/// <summary>Standalone packages of Windows Update (.msu).</summary>
internal sealed class Wusa : WindowsInstaller
{
    private const int RestartFirst = 0x00240005, AlreadyInstalled = 0x00240006, AlreadyUninstalled = 0x00240007;
    private const int InstallerBusy = unchecked((int)0x80240016), NotApplicable = unchecked((int)0x80240017), NotInstalled = unchecked((int)0x80240028), ServiceDisabled = 1058;

    public override string Name => "wusa";

    public override IReadOnlyList<string> FileEndings => [".msu"];

    public override PatchOutcome Explain(int exitCode, string output) => exitCode switch
    {
        RestartFirst => new(RestartNeeded: true),
        AlreadyInstalled => new(Note: "It was installed already."),
        AlreadyUninstalled => new(Note: "It was uninstalled already."),
        InstallerBusy => new(PatchErrors.Busy(Name)),
        NotApplicable => new(PatchErrors.NotApplicable(Name)),
        NotInstalled => new(PatchErrors.Unknown(Name, "the update is not installed, or cannot be taken back.")),
        ServiceDisabled => new(PatchErrors.Failed(Name, exitCode, "the service Windows Update is disabled; enable wuauserv.")),
        _ => ExplainCommon(exitCode),
    };

    protected override IReadOnlyList<string> InstallArguments(string path) => [path, "/quiet", "/norestart"];

    protected override IReadOnlyList<string>? UninstallArguments(string name) =>
        name.StartsWith("KB", StringComparison.OrdinalIgnoreCase) && name[2..].All(char.IsAsciiDigit) ? ["/uninstall", $"/kb:{name[2..]}", "/quiet", "/norestart"] : null;
}

/// <summary>Cabinets of Windows Update (.cab).</summary>
internal sealed class Dism : WindowsInstaller
{
    private const int NotApplicable = unchecked((int)0x800F081E), NeedsNewerServicing = unchecked((int)0x800F0823), UnknownPackage = unchecked((int)0x800F0805);
    private const int RestartPending = unchecked((int)0x800F082F), DamagedStore = unchecked((int)0x800F0831), NoSuchFile = 2, WrongArgument = 87;

    public override string Name => "dism";

    public override IReadOnlyList<string> FileEndings => [".cab"];

    public override PatchOutcome Explain(int exitCode, string output) => exitCode switch
    {
        NotApplicable => new(PatchErrors.NotApplicable(Name)),
        NeedsNewerServicing => new(PatchErrors.Failed(Name, exitCode, "it needs a newer servicing stack; install that first.")),
        RestartPending => new(PatchErrors.Failed(Name, exitCode, "a restart is pending; restart the machine first.")),
        DamagedStore => new(PatchErrors.Failed(Name, exitCode, "a package that it builds on is missing or damaged; 'dism /Online /Cleanup-Image /RestoreHealth' may mend that.")),
        UnknownPackage => new(PatchErrors.Unknown(Name, "there is no such package in this system.")),
        NoSuchFile or WrongArgument => new(PatchErrors.Failed(Name, exitCode, "it cannot read the file as a package.")),
        _ => ExplainCommon(exitCode),
    };

    protected override IReadOnlyList<string> InstallArguments(string path) => ["/Online", "/Add-Package", $"/PackagePath:{path}", "/Quiet", "/NoRestart"];

    protected override IReadOnlyList<string>? UninstallArguments(string name) =>
        name.StartsWith("Package_for_", StringComparison.OrdinalIgnoreCase) ? ["/Online", "/Remove-Package", $"/PackageName:{name}", "/Quiet", "/NoRestart"] : null;
}

/// <summary>Windows Installer (.msi).</summary>
internal sealed class Msiexec : WindowsInstaller
{
    public override string Name => "msiexec";

    public override IReadOnlyList<string> FileEndings => [".msi"];

    public override PatchOutcome Explain(int exitCode, string output) => exitCode switch
    {
        1601 => new(PatchErrors.Failed(Name, exitCode, "the service Windows Installer cannot be reached; start msiserver.")),
        1602 => new(PatchErrors.Failed(Name, exitCode, "it was cancelled.")),
        1603 => new(PatchErrors.Failed(Name, exitCode, "a fatal error; Windows' log of applications has more.")),
        1605 or 1614 => new(PatchErrors.Unknown(Name, "the product is not installed.")),
        1612 => new(PatchErrors.Failed(Name, exitCode, "the package that the product came from is not there any more.")),
        1619 or 1620 or 1635 or 1636 => new(PatchErrors.Failed(Name, exitCode, "the file cannot be opened as a package.")),
        1632 => new(PatchErrors.Failed(Name, exitCode, "the temp folder is full, or cannot be written.")),
        1625 or 1643 => new(PatchErrors.Failed(Name, exitCode, "a policy of this system forbids it.")),
        1613 or 1633 or 1642 or 1654 => new(PatchErrors.NotApplicable(Name)),
        1638 => new(PatchErrors.Failed(Name, exitCode, "another version of the product is installed; uninstall it first.")),
        _ => ExplainCommon(exitCode),
    };

    protected override IReadOnlyList<string> InstallArguments(string path) => ["/i", path, "/qn", "/norestart"];

    protected override IReadOnlyList<string>? UninstallArguments(string name) => Guid.TryParseExact(name, "B", out _) ? ["/x", name, "/qn", "/norestart"] : null;
}
