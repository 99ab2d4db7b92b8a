namespace VsphereConnector.Contracts;

/// <summary>
/// What tells one endpoint from another, as the endpoint sees itself. A copy of an enrolled guest has the same files and the same
/// <see cref="MachineId"/>, but vSphere gives it another BIOS UUID and other network cards.
/// </summary>
public sealed record MachineIdentity
{
    /// <summary>The name of the host.</summary>
    public required string HostName { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Name and version of the system for people, such as <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string OperatingSystemName { get => field ?? ""; init; }

    /// <summary>The SMBIOS system UUID, which vSphere sets from <c>config.uuid</c>; null where it cannot be read.</summary>
    public string? BiosUuid { get; init; }

    /// <summary><c>/etc/machine-id</c>, or the MachineGuid on Windows; null where there is none.</summary>
    public string? MachineId { get; init; }

    /// <summary>The hardware addresses of the network cards (not of loopback), lower case, sorted.</summary>
    public IReadOnlyList<string> HardwareAddresses { get => field ?? []; init; }

    /// <summary>
    /// Whether <paramref name="now"/> is the machine that <paramref name="enrolled"/> was. The BIOS UUID decides where both have one
    /// (vSphere changes it in a clone); otherwise one shared network card does; otherwise the machine id.
    /// </summary>
    public static bool AreSame(MachineIdentity enrolled, MachineIdentity now)
    {
        if (enrolled.BiosUuid is { } before && now.BiosUuid is { } after)
        {
            return string.Equals(before, after, StringComparison.OrdinalIgnoreCase);
        }

        if (enrolled.HardwareAddresses.Count > 0 && now.HardwareAddresses.Count > 0)
        {
            return enrolled.HardwareAddresses.Intersect(now.HardwareAddresses, StringComparer.OrdinalIgnoreCase).Any();
        }

        return enrolled.MachineId is not null && enrolled.MachineId == now.MachineId;
    }
}
