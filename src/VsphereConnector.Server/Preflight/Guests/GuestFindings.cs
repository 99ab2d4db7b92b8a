using System.Globalization;

namespace VsphereConnector.Server.Preflight.Guests;

/// <summary>What is to be said about what a machine told of itself.</summary>
internal static class GuestFindings
{
    /// <summary>The program twice while it is replaced, unpacked and packed, with journal, output and log.</summary>
    private const long NeededKiB = 128 * 1024;

    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(1);

    /// <param name="report">What the machine told.</param>
    /// <param name="now">The server's clock when it did.</param>
    /// <param name="hasSudoPassword">Whether the server has the password that sudo may ask for.</param>
    public static IReadOnlyList<PreflightFinding> Of(GuestReport report, DateTimeOffset now, bool hasSudoPassword) => report.IsWindows
        ? [.. WindowsFindings.Of(report), .. Everywhere(report, now)]
        : [.. OfLinux(report, hasSudoPassword), .. Everywhere(report, now)];

    private static IEnumerable<PreflightFinding> Everywhere(GuestReport report, DateTimeOffset now) =>
    [
        Clock(report, now),
        .. report.IsSeenAsInstaller ? Folders(report) : [GuestCode.FoldersUnseen.Of($"The folders could be looked at as '{report.SeenAs}' only, who may not install.")],
        Disk(report),
        .. report.Servers.Select(Server),
    ];

    private static IEnumerable<PreflightFinding> OfLinux(GuestReport report, bool hasSudoPassword) =>
    [
        System(report),
        Libc(report),
        Login(report, hasSudoPassword),
        Groups(report),
        Sudoers(report),
        .. Account(report),
        SeLinux(report),
    ];

    private static PreflightFinding System(GuestReport report) => (report.System, report.Architecture) switch
    {
        ("Linux", "x86_64" or "amd64" or "aarch64" or "arm64") => GuestCode.SystemSupported.Of($"It is Linux on {report.Architecture}."),
        _ => GuestCode.SystemUnsupported.Of($"It is {report.System} on {report.Architecture}."),
    };

    private static PreflightFinding Libc(GuestReport report) => report.Libc switch
    {
        "musl" => GuestCode.LibcMusl.Of("Its C library is musl."),
        var libc when libc.StartsWith("glibc ", StringComparison.Ordinal) && Version.TryParse(libc[6..], out var version) => version >= new Version(2, 27)
            ? GuestCode.LibcSupported.Of($"Its C library is {libc}.")
            : GuestCode.LibcTooOld.Of($"Its C library is {libc}."),
        _ => GuestCode.LibcUnknown.Of("Its C library could not be told."),
    };

    private static PreflightFinding Clock(GuestReport report, DateTimeOffset now) => report.Clock switch
    {
        null => GuestCode.ClockUnknown.Of("Its clock could not be read."),
        { } clock when (clock - now).Duration() > MostSkew =>
            GuestCode.ClockSkew.Of(string.Create(CultureInfo.InvariantCulture, $"Its clock and this server's differ by {(clock - now).Duration().TotalSeconds:0} s.")),
        _ => GuestCode.ClockInStep.Of("Its clock and this server's agree."),
    };

    private static PreflightFinding Login(GuestReport report, bool hasSudoPassword) => report.Login switch
    {
        { Sudo: SudoAbility.Root } => GuestCode.LoginIsRoot.Of("The account that installs is root."),
        { Sudo: SudoAbility.Free, Name: var name } => GuestCode.LoginIsSudoer.Of($"'{name}' may use sudo without a password."),
        { Sudo: SudoAbility.Password, Name: var name } when hasSudoPassword => GuestCode.LoginSudoPassword.Of($"sudo asks '{name}' for a password, which this server has."),
        { Sudo: SudoAbility.Password, Name: var name } => GuestCode.LoginSudoAsks.Of($"sudo asks '{name}' for a password, or will not have it at all."),
        { Sudo: SudoAbility.Terminal, Name: var name } => GuestCode.LoginSudoTerminal.Of($"sudo wants a terminal of '{name}' (requiretty)."),
        { Sudo: SudoAbility.Missing, Name: var name } => GuestCode.LoginNoSudoer.Of($"There is no sudo, and '{name}' is not root."),
        { Sudo: SudoAbility.Broken } => GuestCode.SudoersBroken.Of("sudo cannot read its own files."),
        { Name: var name } => GuestCode.LoginNoSudoer.Of($"sudo does not let '{name}' do anything."),
    };

    private static PreflightFinding Groups(GuestReport report) => report.Groups switch
    {
        [] => GuestCode.NoSudoGroup.Of("There is neither a group 'sudo' nor a group 'wheel'."),
        var groups => GuestCode.SudoGroup.Of($"There is the group {string.Join(" and ", groups.Select(group => $"'{group}'"))}."),
    };

    private static PreflightFinding Sudoers(GuestReport report) => report.Sudoers switch
    {
        "included" => GuestCode.SudoersIncluded.Of("/etc/sudoers reads the folder /etc/sudoers.d."),
        "not-included" => GuestCode.SudoersNotIncluded.Of("/etc/sudoers does not read the folder /etc/sudoers.d."),
        "broken" => GuestCode.SudoersBroken.Of($"visudo does not accept sudo's files: {report.SudoersTrouble}"),
        "missing" => GuestCode.SudoMissing.Of("There is no visudo, so there is no sudo."),
        _ => GuestCode.SudoersUnseen.Of("sudo's files could not be looked at without root."),
    };

    private static IEnumerable<PreflightFinding> Account(GuestReport report) => report.Account switch
    {
        null => [],
        { Sudo: null, Name: var name } => [GuestCode.AccountMissing.Of($"There is no account '{name}' for the connector to run as.")],
        { Sudo: SudoAbility.Root or SudoAbility.Free, Name: var name, Groups: var groups } =>
            [GuestCode.AccountReady.Of($"The connector can run as '{name}' (groups: {string.Join(", ", groups)}).")],
        { Sudo: SudoAbility.Unseen, Name: var name } => [GuestCode.AccountUnseen.Of($"What sudo lets '{name}' do could not be seen without root.")],
        { Name: var name } => [GuestCode.AccountNoSudoer.Of($"'{name}', which the connector is to run as, may not use sudo without a password.")],
    };

    /// <summary>The first temp folder that can be used is: the others only matter where none can.</summary>
    private static IEnumerable<PreflightFinding> Folders(GuestReport report)
    {
        var temps = report.Folders.Where(folder => folder.Use == "temp").ToList();
        if (temps.Find(folder => folder.IsUsable) is { } usable)
        {
            foreach (var refused in temps.TakeWhile(folder => folder != usable))
            {
                yield return GuestCode.TempFolderFallback.Of($"{refused.Path} cannot be used ({Why(refused)}); {usable.Path} is.");
            }

            yield return GuestCode.TempFolderUsable.Of($"The installation works in {usable.Path}.");
        }
        else if (temps.Count > 0)
        {
            yield return GuestCode.TempFolderUnusable.Of($"None of the temp folders can be used: {string.Join("; ", temps.Select(folder => $"{folder.Path} ({Why(folder)})"))}.");
        }

        foreach (var folder in report.Folders.Where(folder => folder.Use == "parent"))
        {
            yield return folder.IsUsable
                ? GuestCode.ParentFolderUsable.Of($"{folder.Path} can be written, and programs can start there.")
                : GuestCode.ParentFolderUnusable.Of($"{folder.Path} cannot be used ({Why(folder)}).");
        }

        foreach (var folder in report.Folders.Where(folder => folder.Use == "run"))
        {
            yield return folder.IsFolder && folder.MayRead && folder.MayWrite
                ? GuestCode.RunFolderUsable.Of("/var/run can be written.")
                : GuestCode.RunFolderUnusable.Of($"/var/run cannot be used ({Why(folder)}).");
        }
    }

    private static string Why(GuestFolderReport folder)
    {
        string[] lacks =
        [
            .. folder.IsFolder ? Array.Empty<string>() : ["is no folder"],
            .. folder.MayRead ? Array.Empty<string>() : ["cannot be read"],
            .. folder.MayWrite ? Array.Empty<string>() : ["cannot be written"],
            .. folder.MayStartPrograms ? Array.Empty<string>() : ["does not let programs start"],
        ];
        var what = string.Join(", ", lacks.DefaultIfEmpty("is usable"));
        return folder.At == folder.Path ? what : $"{folder.At} {what}";
    }

    private static PreflightFinding Disk(GuestReport report)
    {
        var small = report.Folders.Where(folder => folder.Use != "run" && folder.FreeKiB < NeededKiB).ToList();
        return small.Count == 0
            ? GuestCode.DiskRoom.Of("There is room on its disks.")
            : GuestCode.DiskFull.Of(string.Join("; ", small.Select(folder =>
                string.Create(CultureInfo.InvariantCulture, $"{folder.At} has {folder.FreeKiB / 1024} MiB free, and {NeededKiB / 1024} are needed"))) + ".");
    }

    private static PreflightFinding SeLinux(GuestReport report) => report.SeLinux switch
    {
        "enforcing" => GuestCode.SeLinuxEnforcing.Of("SELinux is enforcing."),
        "permissive" => GuestCode.SeLinuxQuiet.Of("SELinux only warns."),
        _ => GuestCode.SeLinuxQuiet.Of("SELinux is off."),
    };

    private static PreflightFinding Server(GuestServerReport server) => server.Answer switch
    {
        "open" => GuestCode.ServerReachable.Of($"It reaches this server at {server.Host}:{server.Port}."),
        "refused" => GuestCode.ServerUnreachable.Of($"A connection to this server at {server.Host}:{server.Port} is refused."),
        "silent" => GuestCode.ServerUnreachable.Of($"A connection to this server at {server.Host}:{server.Port} is not answered: most often a firewall drops it."),
        "unresolved" => GuestCode.ServerUnresolved.Of($"It does not know the name of this server, {server.Host}."),
        "unreachable" => GuestCode.ServerUnreachable.Of($"It has no way to this server at {server.Host}:{server.Port}."),
        _ => GuestCode.ServerUntried.Of($"Whether it reaches this server at {server.Host}:{server.Port} could not be tried: it has neither bash nor curl."),
    };
}
