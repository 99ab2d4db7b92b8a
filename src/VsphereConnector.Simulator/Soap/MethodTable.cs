namespace VsphereConnector.Simulator.Soap;

/// <summary>The methods that this vCenter knows, by their vim25 name.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, Method> _methods = new(StringComparer.Ordinal);

    public delegate Task<object?> Handler(SoapCall call);

    /// <summary>A method and whether it may be called without a session.</summary>
    public sealed record Method(Handler Handler, bool Anonymous);

    public void Add(string name, Func<SoapCall, object?> handler, bool anonymous = false) =>
        _methods.Add(name, new Method(call => Task.FromResult(handler(call)), anonymous));

    public void AddAsync(string name, Handler handler, bool anonymous = false) => _methods.Add(name, new Method(handler, anonymous));

    public Method? Find(string name) => _methods.GetValueOrDefault(name);
}
