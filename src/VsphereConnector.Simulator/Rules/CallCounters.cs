using System.Collections.Concurrent;

namespace VsphereConnector.Simulator.Rules;

/// <summary>Counts what clients do, so that tests can assert budgets.</summary>
public sealed class CallCounters
{
    private readonly ConcurrentDictionary<string, int> _byMethod = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _byVirtualMachine = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InFlight> _inFlight = new(StringComparer.Ordinal);

    /// <summary>All SOAP calls; file transfers and REST calls are not among them.</summary>
    public int Total => _byMethod.Where(entry => !IsBeside(entry.Key)).Sum(entry => entry.Value);

    /// <summary>
    /// The calls by method name; transfers are <c>GuestFilePut</c> and <c>GuestFileGet</c>, REST calls <c>RestCreateSession</c>, <c>RestDeleteSession</c>
    /// and <c>RestCloneTicket</c>.
    /// </summary>
    public IReadOnlyDictionary<string, int> ByMethod => _byMethod;

    /// <summary>The calls of one method.</summary>
    public int this[string method] => _byMethod.GetValueOrDefault(method);

    /// <summary>Guest operations and transfers on one virtual machine.</summary>
    public int OfVirtualMachine(string name) => _byVirtualMachine.GetValueOrDefault(name);

    /// <summary>The most guest operations that were in flight at once on a virtual machine or a host, by its name.</summary>
    public int MaximumInFlight(string name) => _inFlight.TryGetValue(name, out var inFlight) ? inFlight.Maximum : 0;

    /// <summary>Begins anew at zero.</summary>
    public void Reset()
    {
        _byMethod.Clear();
        _byVirtualMachine.Clear();
        _inFlight.Clear();
    }

    internal void Count(string method, string? virtualMachine)
    {
        _byMethod.AddOrUpdate(method, 1, static (_, count) => count + 1);
        if (virtualMachine is not null)
            _byVirtualMachine.AddOrUpdate(virtualMachine, 1, static (_, count) => count + 1);
    }

    private static bool IsBeside(string method) =>
        method.StartsWith("GuestFile", StringComparison.Ordinal) || method.StartsWith("Rest", StringComparison.Ordinal);

    internal IDisposable Enter(string name) => _inFlight.GetOrAdd(name, static _ => new InFlight()).Enter();

    private sealed class InFlight : IDisposable
    {
        private int _current;

        public int Maximum { get; private set; }

        public InFlight Enter()
        {
            lock (this)
                Maximum = Math.Max(Maximum, ++_current);
            return this;
        }

        public void Dispose()
        {
            lock (this)
                _current--;
        }
    }
}
