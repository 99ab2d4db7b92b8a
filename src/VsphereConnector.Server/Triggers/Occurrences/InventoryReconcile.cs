using System.Data.Common;
using System.Globalization;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>
/// Compares the inventory with what is known of it: events are hints, the inventory is the truth. A machine that is new has appeared; one
/// with another boot time was powered on, and where no event accounts for that in time, the boot time does.
/// </summary>
internal sealed class InventoryReconcile(Database database, RulesOptions options, TimeProvider time)
{
    /// <summary>How the keys of power-ons begin that no event told.</summary>
    public const string PowerOnKey = "PoweredOn:boot:";

    private readonly Dictionary<string, State> _byVCenter = [];

    /// <param name="inventory">The inventory as it is.</param>
    /// <param name="caughtUpAt">When all its events had been read last; null where they never were.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task ReconcileAsync(KnownInventory inventory, DateTimeOffset? caughtUpAt, CancellationToken cancellationToken)
    {
        var state = _byVCenter.GetValueOrDefault(inventory.VCenterId)
            ?? (_byVCenter[inventory.VCenterId] = await LoadAsync(inventory.VCenterId, cancellationToken));
        if (ReferenceEquals(state.Seen, inventory.Snapshot) && !state.LooksAgain && state.Unaccounted.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var changes = Compare(state, inventory, caughtUpAt, now);
        if (!changes.AreEmpty)
        {
            await database.WriteAsync(connection => changes.Write(connection, inventory.VCenterId, now), cancellationToken);
            state.Apply(changes);
        }

        state.Seen = inventory.Snapshot;
        // Machines that are new are looked at once more: they may be running already.
        state.LooksAgain = changes.Occurrences.Count > 0;
    }

    /// <summary>What is known is read anew, since the rules that needed it may have gone meanwhile.</summary>
    public void Forget() => _byVCenter.Clear();

    private Changes Compare(State state, KnownInventory inventory, DateTimeOffset? caughtUpAt, DateTimeOffset now)
    {
        var changes = new Changes();
        foreach (var machine in inventory.Snapshot.VirtualMachines)
        {
            var moRef = machine.Reference.Value;
            if (machine.IsPoweredOn && state.Seen?.Find(moRef) is not { IsPoweredOn: true })
            {
                changes.Woken.Add(moRef);
            }

            if (!state.Known.TryGetValue(moRef, out var known))
            {
                // What was there before the first rule has not appeared.
                changes.Known[moRef] = new KnownMachine(machine.InstanceUuid, state.IsBaseline ? machine.BootTime : null, 0);
                if (!state.IsBaseline)
                {
                    changes.Occurrences.Add(Told(inventory, machine, TriggerKind.Appears, TriggerEvents.KeyOnce(TriggerKind.Appears, moRef), now));
                }
            }
            else if (machine.BootTime is { } booted && booted != known.BootedAt)
            {
                Account(state, inventory, machine, known, booted, caughtUpAt, now, changes);
            }
        }

        changes.Gone.AddRange(state.Known.Keys.Where(moRef => inventory.Snapshot.Find(moRef) is null));
        return changes;
    }

    private void Account(
        State state, KnownInventory inventory, VirtualMachine machine, KnownMachine known, DateTimeOffset booted, DateTimeOffset? caughtUpAt, DateTimeOffset now, Changes changes)
    {
        var moRef = machine.Reference.Value;
        if (!state.Unaccounted.TryGetValue(moRef, out var since) || since.BootedAt != booted)
        {
            state.Unaccounted[moRef] = since = new Unaccounted(booted, now);
        }

        var overdue = caughtUpAt is { } read && read > since.SeenAt + options.EventPatience;
        changes.PowerOns.Add(new PowerOn(
            moRef,
            known with { InstanceUuid = machine.InstanceUuid, BootedAt = booted },
            overdue ? Told(inventory, machine, TriggerKind.PoweredOn, string.Create(CultureInfo.InvariantCulture, $"{PowerOnKey}{moRef}:{booted.ToUnixTimeMilliseconds()}"), booted) : null));
    }

    private static Occurrence Told(KnownInventory inventory, VirtualMachine machine, TriggerKind kind, string key, DateTimeOffset at) => new()
    {
        VCenterId = inventory.VCenterId,
        VCenter = inventory.VCenter,
        Key = key,
        Kind = kind,
        MoRef = machine.Reference.Value,
        Name = machine.Name,
        At = at,
    };

    private async Task<State> LoadAsync(string vCenterId, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(connection => KnownMachineTable.All(connection, vCenterId), cancellationToken);
        return new State(known);
    }

    private sealed class State(Dictionary<string, KnownMachine> known)
    {
        public Dictionary<string, KnownMachine> Known { get; } = known;

        /// <summary>Power-ons that no occurrence accounts for yet.</summary>
        public Dictionary<string, Unaccounted> Unaccounted { get; } = [];

        public bool IsBaseline => Known.Count == 0 && Seen is null;

        /// <summary>What the rules went by in the round before; null in the first.</summary>
        public InventorySnapshot? Seen { get; set; }

        /// <summary>Whether the next round compares even what has not changed.</summary>
        public bool LooksAgain { get; set; }

        public void Apply(Changes changes)
        {
            foreach (var (moRef, machine) in changes.Known)
            {
                Known[moRef] = machine;
                Unaccounted.Remove(moRef);
            }

            foreach (var moRef in changes.Gone)
            {
                Known.Remove(moRef);
                Unaccounted.Remove(moRef);
            }
        }
    }

    private sealed record Unaccounted(DateTimeOffset BootedAt, DateTimeOffset SeenAt);

    /// <param name="MoRef">The machine.</param>
    /// <param name="Machine">As it will be known.</param>
    /// <param name="Overdue">What accounts for the power-on where no event does; null while one may still come.</param>
    private sealed record PowerOn(string MoRef, KnownMachine Machine, Occurrence? Overdue);

    private sealed class Changes
    {
        public Dictionary<string, KnownMachine> Known { get; } = [];

        public List<Occurrence> Occurrences { get; } = [];

        public List<PowerOn> PowerOns { get; } = [];

        /// <summary>What was not powered on in the round before.</summary>
        public List<string> Woken { get; } = [];

        public List<string> Gone { get; } = [];

        public bool AreEmpty => Known.Count + Occurrences.Count + PowerOns.Count + Woken.Count + Gone.Count == 0;

        public void Write(DbConnection connection, string vCenterId, DateTimeOffset now)
        {
            OccurrenceTable.Add(connection, Occurrences, now);
            foreach (var powerOn in PowerOns)
            {
                Account(connection, vCenterId, powerOn, now);
            }

            foreach (var (moRef, machine) in Known)
            {
                KnownMachineTable.Save(connection, vCenterId, moRef, machine);
            }

            KnownMachineTable.Remove(connection, vCenterId, Gone);
            FiringTable.Wake(connection, vCenterId, Woken, now);
        }

        private void Account(DbConnection connection, string vCenterId, PowerOn powerOn, DateTimeOffset now)
        {
            var last = KnownMachineTable.LastPowerOn(connection, vCenterId, powerOn.MoRef);
            if (last <= powerOn.Machine.PowerOn && powerOn.Overdue is { } occurrence)
            {
                OccurrenceTable.Add(connection, [occurrence], now);
                last = KnownMachineTable.LastPowerOn(connection, vCenterId, powerOn.MoRef);
            }

            if (last > powerOn.Machine.PowerOn)
            {
                Known[powerOn.MoRef] = powerOn.Machine with { PowerOn = last };
            }
        }
    }
}
