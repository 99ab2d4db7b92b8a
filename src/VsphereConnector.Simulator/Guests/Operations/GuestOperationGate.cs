using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Where a guest operation takes place, and as whom.</summary>
internal sealed record GuestAccess(SoapCall Call, VirtualMachine VirtualMachine, GuestAccount Account)
{
    public SimulatedGuest Guest => VirtualMachine.Guest;

    public SoapElement Arguments => Call.Arguments;
}

/// <summary>The last part of <c>VirtualMachine.GuestOperations.…</c>: the privilege that a guest operation takes.</summary>
internal enum GuestPrivilege
{
    Query,
    Modify,
    Execute,
    QueryAliases,
    ModifyAliases,
}

/// <summary>What every guest operation goes through: the machine's state, the logon, the count of those in flight, the event.</summary>
internal sealed class GuestOperationGate(
    ObjectRegistry objects, GuestLogon logon, EventLog events, CallCounters counters, TimeSpan duration, TimeProvider time)
{
    public void Add(MethodTable methods, string name, GuestPrivilege privilege, Func<GuestAccess, object?> operation, string credential = "auth") =>
        methods.AddAsync(name, call => RunAsync(name, call, operation, credential), $"VirtualMachine.GuestOperations.{privilege}");

    private async Task<object?> RunAsync(string name, SoapCall call, Func<GuestAccess, object?> operation, string credential)
    {
        var vm = objects.Get<VirtualMachine>(call.Arguments, "vm");
        using var onMachine = counters.Enter(vm.Name);
        using var onHost = counters.Enter(vm.Host.Name);
        if (duration > TimeSpan.Zero)
            await Task.Delay(duration, time, call.Cancellation);
        DemandReady(vm);
        var account = logon.LogOn(vm, call.Arguments.Required(credential));
        events.Add("EventEx", vm, $"Guest operation {name} performed.", call.Session.UserName, new EventExFields(
            "com.vmware.vc.guestOperations.GuestOperation", "info", $"Guest operation {name} performed.", [("operationName", name)], vm.Reference.Id, "VirtualMachine", vm.Name));
        try
        {
            return operation(new GuestAccess(call, vm, account));
        }
        catch (FileSystemException e)
        {
            throw ToFault(e);
        }
    }

    private static void DemandReady(VirtualMachine vm)
    {
        if (!vm.Host.Connected)
            throw Fault.HostNotConnected();
        if (!vm.PoweredOn)
            throw Fault.InvalidPowerState("poweredOn", "poweredOff");
        if (!vm.ToolsRunning || !vm.GuestOperationsReady)
            throw Fault.GuestOperationsUnavailable();
    }

    private static VimFault ToFault(FileSystemException e) => e.Failure switch
    {
        FileFailure.NotFound => Fault.FileNotFound(e.Path),
        FileFailure.AlreadyExists => Fault.FileAlreadyExists(e.Path),
        FileFailure.NotAFile => Fault.NotAFile(e.Path),
        FileFailure.NotADirectory => Fault.NotADirectory(e.Path),
        FileFailure.DirectoryNotEmpty => Fault.DirectoryNotEmpty(e.Path),
        FileFailure.NoSpace => Fault.NoDiskSpace(e.Path, ""),
        FileFailure.InvalidPath => Fault.InvalidArgument("", $"The path is not valid: {e.Path}"),
        _ => Fault.CannotAccessFile(e.Path),
    };
}
