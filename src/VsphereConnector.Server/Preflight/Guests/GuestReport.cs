using System.Collections.Immutable;
using System.Globalization;
using VsphereConnector.Server.Preparation;

namespace VsphereConnector.Server.Preflight.Guests;

/// <summary>What <c>guest-check.sh</c> saw on a Linux machine, or the connector's verb <c>look</c> on a Windows machine.</summary>
internal sealed record GuestReport
{
    private const int LongestValue = 500, MostLines = 1000;

    public string System { get; private init; } = "";

    public string Architecture { get; private init; } = "";

    public bool IsWindows => System == "Windows";

    /// <summary>Windows: such as <c>Microsoft Windows 10.0.20348</c>.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Such as <c>glibc 2.36</c> or <c>musl</c>.</summary>
    public string Libc { get; private init; } = "unknown";

    /// <summary>The machine's clock.</summary>
    public DateTimeOffset? Clock { get; private init; }

    /// <summary>The account that looked.</summary>
    public GuestAccountReport Login { get; private init; } = new("", SudoAbility.Unseen, []);

    /// <summary>The account that the connector is to run as; null where that is the one that installs.</summary>
    public GuestAccountReport? Account { get; private init; }

    /// <summary>Windows: likewise; null where that is SYSTEM.</summary>
    public WindowsAccountReport? RunAs { get; init; }

    /// <summary>Windows: whether remote UAC is <c>on</c> or <c>off</c>.</summary>
    public string RemoteUac { get; private init; } = "";

    /// <summary>Windows: how the connector's service is, where there is one.</summary>
    public string? Connector { get; private init; }

    /// <summary>Windows: what earlier runs have left.</summary>
    public ImmutableArray<string> Left { get; private init; } = [];

    public ImmutableArray<GuestServerReport> Servers { get; private init; } = [];

    /// <summary>Which of <c>sudo</c> and <c>wheel</c> there are.</summary>
    public ImmutableArray<string> Groups { get; private init; } = [];

    /// <summary><c>included</c>, <c>not-included</c>, <c>broken</c>, <c>missing</c>, <c>unseen</c>.</summary>
    public string Sudoers { get; private init; } = "unseen";

    /// <summary>What is wrong with the files of sudo.</summary>
    public string? SudoersTrouble { get; private init; }

    public ImmutableArray<GuestFolderReport> Folders { get; private init; } = [];

    public string SeLinux { get; private init; } = "off";

    /// <summary>As whom the folders and sudo's files were looked at.</summary>
    public string SeenAs { get; private init; } = "";

    /// <summary>Whether that was who installs: root, or an account with the rights of an administrator.</summary>
    public bool IsSeenAsInstaller => IsWindows ? Login.Sudo == SudoAbility.Root : SeenAs == "root";

    /// <summary>Reads what the script wrote; what a newer one says besides is passed over.</summary>
    /// <exception cref="FormatException">It is not that, or not all of it.</exception>
    public static GuestReport Parse(string output)
    {
        string[][] lines = [.. GuestScript.LinesOf(output).Take(MostLines)];
        if (!lines.Any(line => line is ["vlink-check", "1"]) || !lines.Any(line => line is ["end"]))
        {
            throw new FormatException("The check did not come to its end.");
        }

        return lines.Aggregate(new GuestReport(), (report, line) => report.With([.. line.Select(Shorten)]));
    }

    /// <summary>The same, where <paramref name="login"/> is the account that looked, through sudo.</summary>
    public GuestReport SeenBy(GuestAccountReport login) => this with { Login = login };

    private GuestReport With(string[] line) => line switch
    {
        ["system", var system, var architecture] => this with { System = system, Architecture = architecture },
        ["libc", .. var version] => this with { Libc = string.Join(' ', version) },
        ["clock", var seconds] when Number(seconds) is { } clock and < 253_402_300_800 => this with { Clock = DateTimeOffset.FromUnixTimeSeconds(clock) },
        ["login", var name, var sudo, var groups] => this with { Login = new GuestAccountReport(name, Ability(sudo), Words(groups)) },
        ["version", var version] => this with { Version = version },
        ["logon", var name, var rights] => this with { Login = new GuestAccountReport(name, rights is "system" or "elevated" ? SudoAbility.Root : SudoAbility.Denied, []) },
        ["run-as", var wanted, "missing"] => this with { RunAs = new WindowsAccountReport(wanted) },
        ["run-as", var wanted, var name, var state, var group, var right] => this with { RunAs = new WindowsAccountReport(wanted) { Name = name, State = state, Group = group, ServiceLogon = right } },
        ["remote-uac", var state] => this with { RemoteUac = state },
        ["connector", var state] => this with { Connector = state },
        ["left", var what] => this with { Left = Left.Add(what) },
        ["account", var name, "missing"] => this with { Account = new GuestAccountReport(name, null, []) },
        ["account", var name, var sudo, var groups] => this with { Account = new GuestAccountReport(name, Ability(sudo), Words(groups)) },
        ["server", var host, var port, var answer] => this with { Servers = Servers.Add(new GuestServerReport(host, port, answer)) },
        ["group", var name] => this with { Groups = Groups.Add(name) },
        ["sudoers", var state] => this with { Sudoers = state },
        ["sudoers", var state, var trouble] => this with { Sudoers = state, SudoersTrouble = trouble },
        ["temp" or "run" or "parent", var path, var at, var rights, var free] =>
            this with { Folders = Folders.Add(new GuestFolderReport(line[0], path, at, rights, Number(free))) },
        ["selinux", var state] => this with { SeLinux = state },
        ["seen-as", var name] => this with { SeenAs = name },
        _ => this,
    };

    private static SudoAbility Ability(string text) => text switch
    {
        "root" => SudoAbility.Root,
        "free" => SudoAbility.Free,
        "password" => SudoAbility.Password,
        "terminal" => SudoAbility.Terminal,
        "missing" => SudoAbility.Missing,
        "denied" => SudoAbility.Denied,
        "broken" => SudoAbility.Broken,
        _ => SudoAbility.Unseen,
    };

    private static string Shorten(string value)
    {
        var plain = new string([.. value.Where(letter => !char.IsControl(letter))]);
        return plain.Length > LongestValue ? plain[..LongestValue] : plain;
    }

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>An account as the machine knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sudo">What sudo lets it do; null: the account does not exist.</param>
/// <param name="Groups">Its groups.</param>
internal sealed record GuestAccountReport(string Name, SudoAbility? Sudo, ImmutableArray<string> Groups);

/// <summary>An account of a Windows machine that the connector is to run as.</summary>
/// <param name="Wanted">As it was asked for.</param>
internal sealed record WindowsAccountReport(string Wanted)
{
    /// <summary>As the machine calls it, with its domain; null: it does not exist.</summary>
    public string? Name { get; init; }

    /// <summary><c>enabled</c>, <c>disabled</c>, <c>lockedout</c>, or <c>unknown</c> as for accounts of a domain.</summary>
    public string State { get; init; } = "";

    /// <summary>In the local group of the administrators: <c>administrator</c>, <c>ordinary</c>, <c>unknown</c>.</summary>
    public string Group { get; init; } = "";

    /// <summary>To log on as a service: <c>granted</c>, <c>none</c>, <c>denied</c>, <c>unknown</c>.</summary>
    public string ServiceLogon { get; init; } = "";

    /// <summary>Whether this server has the password that the service needs.</summary>
    public bool HasPassword { get; init; } = true;
}

/// <summary>What sudo lets an account do.</summary>
internal enum SudoAbility
{
    /// <summary>It could not be seen.</summary>
    Unseen,

    /// <summary>It is root itself; on Windows an administrator whose logon is elevated, or SYSTEM.</summary>
    Root,

    /// <summary>Everything, without a password.</summary>
    Free,

    /// <summary>Something, with a password; or nothing: sudo asks before it says so.</summary>
    Password,

    /// <summary>It wants a terminal.</summary>
    Terminal,

    /// <summary>There is no sudo.</summary>
    Missing,

    Denied,

    /// <summary>Its files cannot be read.</summary>
    Broken,
}

/// <summary>What became of a connection to this server.</summary>
internal sealed record GuestServerReport(string Host, string Port, string Answer);

/// <summary>A folder that the connector needs.</summary>
/// <param name="Use"><c>temp</c>, <c>run</c> or <c>parent</c>.</param>
/// <param name="Path">What was asked about.</param>
/// <param name="At">What is there of it.</param>
/// <param name="Rights">Of <c>rwx</c> what is so, then <c>,noexec</c> and <c>,nofolder</c>.</param>
/// <param name="FreeKiB">Free on its disk.</param>
internal sealed record GuestFolderReport(string Use, string Path, string At, string Rights, long? FreeKiB)
{
    public bool MayRead => Has('r');

    public bool MayWrite => Has('w');

    public bool MayStartPrograms => Has('x') && !Rights.Contains(",noexec", StringComparison.Ordinal);

    public bool IsFolder => !Rights.Contains(",nofolder", StringComparison.Ordinal);

    public bool IsUsable => IsFolder && MayRead && MayWrite && MayStartPrograms;

    private bool Has(char right) => Rights.Split(',')[0].Contains(right);
}
