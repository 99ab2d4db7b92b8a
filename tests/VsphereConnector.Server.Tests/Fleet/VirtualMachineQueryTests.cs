using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Fleet;

public sealed class VirtualMachineQueryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Apply_AnyFilter_KeepsExactlyWhatMatches() => Prop.ForAll(Machines(), Queries(), (machines, query) =>
    {
        var found = Apply(query, machines);

        var expected = machines.Where(entry =>
            entry.Machine.Name.Contains(query.Name ?? "", StringComparison.OrdinalIgnoreCase)
            && (query.Power ?? entry.Machine.PowerState) == entry.Machine.PowerState
            && (query.Tools ?? entry.Machine.ToolsRunningStatus) == entry.Machine.ToolsRunningStatus
            && (query.Version is null || entry.Connector?.Version == query.Version)
            && (query.Connector is null || query.Connector.ToString() == (entry.Connector?.State.ToString() ?? "NotInstalled")));
        Assert.Equal(expected.Select(entry => entry.Machine).ToHashSet(), found.ToHashSet());
        Assert.Equal(found.Count, found.Distinct().Count());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Apply_AnyOrder_IsOrderedAndEqualsGoByName() => Prop.ForAll(Machines(), Queries(), (machines, query) =>
    {
        var connectors = Connectors(machines);
        var found = Apply(query, machines);

        Assert.All(found.Zip(found.Skip(1)), pair =>
        {
            var order = Compare(Key(pair.First), Key(pair.Second));
            var missingLast = Key(pair.Second) is null || Key(pair.First) is not null;
            Assert.True(missingLast);
            Assert.True(Key(pair.First) is null || Key(pair.Second) is null || (query.Descending ? order >= 0 : order <= 0));
            Assert.True(order != 0 || InventorySnapshot.ByName.Compare(pair.First, pair.Second) < 0);
        });

        object? Key(VirtualMachine machine) => query.Sort switch
        {
            VirtualMachineSort.Name => machine.Name.ToUpperInvariant(),
            VirtualMachineSort.Power => machine.PowerState,
            VirtualMachineSort.Host => HostOf(machine)?.ToUpperInvariant(),
            VirtualMachineSort.Connector => (int)VirtualMachineQuery.Installed(connectors.GetValueOrDefault(machine.InstanceUuid)),
            VirtualMachineSort.Version => connectors.GetValueOrDefault(machine.InstanceUuid)?.Version is { } version ? new Version(version) : null,
            _ => connectors.GetValueOrDefault(machine.InstanceUuid)?.LastSeen,
        };
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("1.0.0", "2.0.0")]
    [InlineData("2.0.0", "snapshot")]
    public void VersionOrder_OfTwo_GoesByTheirNumbers(string lower, string higher)
    {
        Assert.True(VersionOrder.Instance.Compare(lower, higher) < 0);
        Assert.True(VersionOrder.Instance.Compare(higher, lower) > 0);
        Assert.Equal(0, VersionOrder.Instance.Compare(lower, lower));
    }

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (string one, string other) => string.CompareOrdinal(one, other),
        _ => System.Collections.Comparer.DefaultInvariant.Compare(left, right),
    };

    private static IReadOnlyList<VirtualMachine> Apply(VirtualMachineQuery query, Entry[] machines) =>
        query.Apply([.. machines.Select(entry => entry.Machine).Order(InventorySnapshot.ByName)], Connectors(machines), HostOf);

    private static Dictionary<string, ConnectorSummary> Connectors(Entry[] machines) =>
        machines.Select(entry => entry.Connector).OfType<ConnectorSummary>().ToDictionary(connector => connector.InstanceUuid);

    private static string? HostOf(VirtualMachine machine) => machine.Host == "" ? null : machine.Host;

    private static Arbitrary<Entry[]> Machines()
    {
        var entry =
            from name in Gen.Elements("web", "Web", "db", "app-1")
            from power in Gen.Elements("poweredOn", "poweredOff", null)
            from tools in Gen.Elements("guestToolsRunning", "guestToolsNotRunning", null)
            from host in Gen.Elements("host-1", "host-2", "")
            from state in Gen.Elements<ConnectorState?>(ConnectorState.Connected, ConnectorState.Disconnected, ConnectorState.Enrolled, null)
            from version in Gen.Elements("1.9.0", "1.10.0", "2.0.0")
            from seen in Gen.Elements<int?>(0, 1, 2, null)
            select (name, power, tools, host, state, version, seen);
        return entry.ArrayOf().Select(all => all.Select((drawn, index) => Make(index, drawn)).ToArray()).ToArbitrary();
    }

    private static Entry Make(
        int index, (string Name, string? Power, string? Tools, string Host, ConnectorState? State, string Version, int? Seen) drawn)
    {
        var id = index.ToString(CultureInfo.InvariantCulture);
        var machine = new VirtualMachine
        {
            VCenter = "vc",
            Reference = new ManagedObjectReference("VirtualMachine", "vm-" + id),
            Name = drawn.Name,
            InstanceUuid = id,
            PowerState = drawn.Power,
            ToolsRunningStatus = drawn.Tools,
            Host = drawn.Host,
        };
        return new Entry(machine, drawn.State is not { } state ? null : new ConnectorSummary
        {
            InstanceUuid = id,
            State = state,
            Version = drawn.Version,
            LastSeen = drawn.Seen is { } minutes ? Start.AddMinutes(minutes) : null,
        });
    }

    private static Arbitrary<VirtualMachineQuery> Queries()
    {
        var query =
            from name in Gen.Elements("", "W", "b", null)
            from power in Gen.Elements("poweredOn", null)
            from tools in Gen.Elements("guestToolsRunning", null, null)
            from connector in Gen.Elements<InstalledState?>(InstalledState.Connected, InstalledState.NotInstalled, null, null)
            from version in Gen.Elements("1.9.0", null, null)
            from sort in Gen.Elements(Enum.GetValues<VirtualMachineSort>())
            from down in Gen.Elements(true, false)
            select new VirtualMachineQuery
            {
                Name = name,
                Power = power,
                Tools = tools,
                Connector = connector,
                Version = version,
                Sort = sort,
                Descending = down,
            };
        return query.ToArbitrary();
    }

    private sealed record Entry(VirtualMachine Machine, ConnectorSummary? Connector);
}
