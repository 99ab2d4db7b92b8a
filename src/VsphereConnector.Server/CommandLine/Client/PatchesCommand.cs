using System.CommandLine;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>patches</c>: the endpoint's own package manager, over its connector.</summary>
internal static class PatchesCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<string[]> Packages = new("--package")
    {
        Description = "A package of the endpoint's sources, at its newest version or at the one named; may be repeated.",
        HelpName = "name[=version]",
    };

    private static readonly Option<string?> PatchFile = new("--file")
    {
        Description = $"A .deb, .rpm, .msu, .cab or .msi: {PackageUpload.Takes}.",
        HelpName = "file|sha256",
    };

    private static readonly Option<bool> Security = new("--all-security") { Description = "All security updates that the endpoint's sources have." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would change, and change nothing." };

    private static readonly Option<DateTimeOffset?> RestartFrom = new("--restart-from") { Description = "The machine may be restarted, where the patches need it, from this time on. Default: now.", HelpName = "time" };

    private static readonly Option<DateTimeOffset?> RestartTo = new("--restart-to") { Description = "The machine may be restarted, where the patches need it, until this time. Without it: never.", HelpName = "time" };

    public static Command Create() => new(
        "patches",
        """
        Installs and takes back packages by apt, dnf, yum or zypper; on Windows files alone.

        Examples:
          vsphere-connector patches install web-01 --package openssl --package curl=7.88.1-10+deb12u8 --dry-run
          vsphere-connector patches install web-01 web-02 --all-security --restart-to 2026-02-01T04:00:00Z
          vsphere-connector patches install win-01 --file windows10.0-kb5031234-x64.msu
          vsphere-connector patches uninstall web-01 --package curl=7.88.1-10+deb12u7
        """)
    {
        Install(), Uninstall(),
    };

    private static Command Install() => new Command("install", "Installs packages, a file, or all security updates: exactly one of these.")
    {
        Machines, Packages, PatchFile, Security, DryRun, RestartFrom, RestartTo,
    }.WithSubmission(Machines, async (call, parsed, cancellationToken) =>
    {
        var file = parsed.GetValue(PatchFile) is { } given ? await PackageUpload.ResolveAsync(call.Client, call.Printer, given, cancellationToken) : null;
        return SubmissionArguments.Operation(OperationKind.InstallPatch, new InstallPatchParameters
        {
            Packages = NamesOf(parsed),
            Sha256 = file?.Sha256,
            FileName = file?.Name,
            AllSecurityUpdates = parsed.GetValue(Security),
            DryRun = parsed.GetValue(DryRun),
            Restart = WindowOf(parsed),
        });
    });

    private static Command Uninstall() => new Command("uninstall", "Takes packages back to the version named, or removes them; on Windows by KB number or product code.")
    {
        Machines, Packages, DryRun, RestartFrom, RestartTo,
    }.WithSubmission(Machines, parsed => SubmissionArguments.Operation(
        OperationKind.UninstallPatch, new UninstallPatchParameters { Packages = NamesOf(parsed), DryRun = parsed.GetValue(DryRun), Restart = WindowOf(parsed) }));

    private static IReadOnlyList<PatchName> NamesOf(ParseResult parsed) => [.. (parsed.GetValue(Packages) ?? []).Select(text => text.Split('=', 2))
        .Select(parts => new PatchName(parts[0], parts.ElementAtOrDefault(1)))];

    private static RestartWindow? WindowOf(ParseResult parsed) =>
        parsed.GetValue(RestartTo) is { } to ? new RestartWindow(parsed.GetValue(RestartFrom) ?? TimeProvider.System.GetUtcNow(), to) : null;
}
