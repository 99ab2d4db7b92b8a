namespace VsphereConnector.Simulator.Soap;

/// <summary>The methods that this vCenter knows, by their vim25 name.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, Method> _methods = new(StringComparer.Ordinal);

    public delegate Task<object?> Handler(SoapCall call);

    /// <summary>A method, whether it may be called without a session, and the privilege that it takes on the entity that it is about.</summary>
    public sealed record Method(Handler Handler, bool Anonymous, string? Privilege);

    public void Add(string name, Func<SoapCall, object?> handler, bool anonymous = false, string? privilege = null) =>
        _methods.Add(name, new Method(call => Task.FromResult(handler(call)), anonymous, privilege));

    public void AddAsync(string name, Handler handler, string? privilege = null) => _methods.Add(name, new Method(handler, Anonymous: false, privilege));

    public Method? Find(string name) => _methods.GetValueOrDefault(name);
}
