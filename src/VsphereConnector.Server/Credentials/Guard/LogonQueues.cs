namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>
/// Those in this process who wait for their turn with a logon, in the order in which they came. Only the first of them looks whether there
/// is a place, when it comes and after a verdict, and lets the next one look once it has got one: however many wait, few ask the database.
/// </summary>
internal sealed class LogonQueues
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedList<Place>> _queues = new(StringComparer.Ordinal);

    public Place Enter(string fingerprint)
    {
        lock (_gate)
        {
            if (!_queues.TryGetValue(fingerprint, out var queue))
            {
                _queues[fingerprint] = queue = [];
            }

            var place = new Place(this, fingerprint);
            queue.AddLast(place);
            if (queue.Count == 1)
            {
                place.Wake();
            }

            return place;
        }
    }

    public bool IsEmpty(string fingerprint)
    {
        lock (_gate)
        {
            return !_queues.ContainsKey(fingerprint);
        }
    }

    /// <summary>There may be a place for the first one.</summary>
    public void SignalFirst(string fingerprint)
    {
        lock (_gate)
        {
            _queues.GetValueOrDefault(fingerprint)?.First!.Value.Wake();
        }
    }

    /// <summary>Nobody needs to wait any more.</summary>
    public void SignalAll(string fingerprint)
    {
        lock (_gate)
        {
            foreach (var place in _queues.GetValueOrDefault(fingerprint) ?? [])
            {
                place.Wake();
            }
        }
    }

    private void Leave(Place place)
    {
        lock (_gate)
        {
            var queue = _queues[place.Fingerprint];
            queue.Remove(place);
            if (queue.Count == 0)
            {
                _queues.Remove(place.Fingerprint);
            }
            else
            {
                queue.First!.Value.Wake();
            }
        }
    }

    /// <summary>One place in a queue.</summary>
    internal sealed class Place(LogonQueues queues, string fingerprint) : IDisposable
    {
        private readonly SemaphoreSlim _woken = new(0, 1);

        public string Fingerprint => fingerprint;

        public Task WaitAsync(CancellationToken cancellationToken) => _woken.WaitAsync(cancellationToken);

        public void Wake()
        {
            if (_woken.CurrentCount == 0)
            {
                _woken.Release();
            }
        }

        public void Dispose()
        {
            queues.Leave(this);
            _woken.Dispose();
        }
    }
}
