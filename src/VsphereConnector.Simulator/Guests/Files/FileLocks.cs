using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>Locks on files: each ends when it is given back or its process has ended.</summary>
internal sealed class FileLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    public IDisposable? TryTake(string path, SimulatedProcess owner)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(path, out var other) && other.Owner.IsRunning)
                return null;
            return _held[path] = new Held(this, path, owner);
        }
    }

    private void GiveBack(Held held)
    {
        lock (_gate)
        {
            if (_held.GetValueOrDefault(held.Path) == held)
                _held.Remove(held.Path);
        }
    }

    private sealed class Held(FileLocks locks, string path, SimulatedProcess owner) : IDisposable
    {
        public string Path => path;

        public SimulatedProcess Owner => owner;

        public void Dispose() => locks.GiveBack(this);
    }
}
