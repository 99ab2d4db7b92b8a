namespace VsphereConnector.Simulator.Events;

/// <summary>An event as the simulated vCenter itself recorded it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="TypeId">The class, or the id of an EventEx.</param>
/// <param name="CreatedTime">When it happened.</param>
/// <param name="VirtualMachine">The name of the virtual machine; null where it is about none.</param>
/// <param name="VirtualMachineId">The managed object id of the virtual machine.</param>
public sealed record RecordedEvent(int Key, string TypeId, DateTimeOffset CreatedTime, string? VirtualMachine, string? VirtualMachineId);
