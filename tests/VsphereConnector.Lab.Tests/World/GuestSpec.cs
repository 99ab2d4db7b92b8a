namespace VsphereConnector.Lab.Tests.World;

/// <summary>A virtual machine as vCenter and its guest agree on it.</summary>
internal sealed record GuestSpec
{
    public required string Name { get; init; }

    /// <summary><c>config.uuid</c>, which the guest finds in its SMBIOS tables.</summary>
    public required Guid BiosUuid { get; init; }

    /// <summary><c>config.instanceUuid</c>.</summary>
    public required Guid InstanceUuid { get; init; }

    public required string Address { get; init; }

    public required string HardwareAddress { get; init; }

    /// <summary>The name of its network cable's other end, in the hub.</summary>
    public required string Link { get; init; }

    /// <summary>The number <paramref name="number"/> of the machines that the lab's vCenter has.</summary>
    public static GuestSpec Numbered(int number) => new()
    {
        Name = FormattableString.Invariant($"lab-{number:00}"),
        BiosUuid = Guid.NewGuid(),
        InstanceUuid = Guid.NewGuid(),
        Address = FormattableString.Invariant($"10.77.0.{100 + number}"),
        HardwareAddress = FormattableString.Invariant($"02:00:00:00:00:{number:x2}"),
        Link = FormattableString.Invariant($"lab{number:00}"),
    };
}

/// <summary>A memory file system that a guest has somewhere, to be small or to forbid programs.</summary>
internal sealed record GuestMount(string Folder, string Options)
{
    public static GuestMount NoExecution(string folder) => new(folder, "mode=1777,noexec");

    public static GuestMount Small(string folder, int megabytes) =>
        new(folder, FormattableString.Invariant($"mode=1777,size={megabytes}m"));

    public override string ToString() => $"{Folder.TrimStart('/')}={Options}";
}
