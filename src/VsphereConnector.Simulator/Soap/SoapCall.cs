using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;

namespace VsphereConnector.Simulator.Soap;

/// <summary>One call as a method sees it: the object it is made on, its arguments and who makes it.</summary>
internal sealed record SoapCall(SoapRequest Request, ManagedObject Target, Session? Caller, Action<Session?> SetCaller, CancellationToken Cancellation)
{
    public SoapElement Arguments => Request.Method;

    public Session Session => Caller ?? throw Fault.NotAuthenticated(Target.Reference);

    public T On<T>()
        where T : ManagedObject =>
        Target as T ?? throw Fault.InvalidRequest($"{Arguments.Name} is not a method of {Target.Reference.Type}.");
}
