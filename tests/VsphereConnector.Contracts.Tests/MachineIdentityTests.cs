namespace VsphereConnector.Contracts.Tests;

public sealed class MachineIdentityTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("A", "a", true)]
    [InlineData("a", "b", false)]
    public void AreSame_WithBiosUuids_DecidesByThem(string before, string after, bool same)
        => Assert.Equal(same, MachineIdentity.AreSame(Machine(before, "id", "m1"), Machine(after, "id", same ? "m2" : "m1")));

    [Theory]
    [InlineData("m1 m2", "m2 m3", true)]
    [InlineData("m1", "m2", false)]
    public void AreSame_WithoutBiosUuid_OneSharedCardSuffices(string before, string after, bool same)
        => Assert.Equal(same, MachineIdentity.AreSame(Machine(null, "id", before.Split(' ')), Machine("x", "id", after.Split(' '))));

    [Theory]
    [InlineData("id", "id", true)]
    [InlineData("id", "other", false)]
    [InlineData(null, null, false)]
    public void AreSame_WithNeither_TheMachineIdDecides(string? before, string? after, bool same)
        => Assert.Equal(same, MachineIdentity.AreSame(Machine(null, before), Machine(null, after)));

    private static MachineIdentity Machine(string? biosUuid, string? machineId, params string[] cards) => new()
    {
        HostName = "h",
        OperatingSystem = "linux",
        Architecture = "x64",
        BiosUuid = biosUuid,
        MachineId = machineId,
        HardwareAddresses = cards,
    };
}
