using System.Diagnostics;
using System.Globalization;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>An account, as <c>passwd(5)</c> describes it.</summary>
internal sealed record LinuxAccount(string Name, uint UserId, uint GroupId, string Home)
{
    /// <summary>Looks into <c>/etc/passwd</c> first, then asks <c>getent</c>, which knows directories such as LDAP as well.</summary>
    public static LinuxAccount? Find(string name)
    {
        if (name.Length == 0 || name[0] == '-' || name.AsSpan().ContainsAny(":\n\0"))
        {
            return null;
        }

        return File.ReadLines("/etc/passwd").Select(Parse).FirstOrDefault(account => account?.Name == name) ?? FromDirectory(name);
    }

    public static LinuxAccount? Parse(string line)
    {
        var fields = line.Split(':');
        return fields.Length >= 6
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
                ? new LinuxAccount(fields[0], user, group, fields[5])
                : null;
    }

    private static LinuxAccount? FromDirectory(string name)
    {
        if (LinuxPath.Find("getent") is not { } program)
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo(program, ["passwd", name]) { RedirectStandardOutput = true, UseShellExecute = false });
        var line = process?.StandardOutput.ReadLine();
        return line is null ? null : Parse(line);
    }
}
