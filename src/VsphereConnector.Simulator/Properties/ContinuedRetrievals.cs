using System.Collections.Concurrent;
using System.Globalization;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>Retrievals whose answer came in parts: what is left of each.</summary>
internal sealed class ContinuedRetrievals
{
    private readonly ConcurrentDictionary<string, Retrieval> _rest = new(StringComparer.Ordinal);
    private int _lastToken;

    public int Open => _rest.Count;

    public DataObject? Start(Retrieval retrieval) => Next(retrieval);

    public DataObject? Continue(string token) =>
        _rest.TryRemove(token, out var retrieval) ? Next(retrieval) : throw Fault.InvalidArgument("token", "The token is not known.");

    public void Cancel(string token)
    {
        if (!_rest.TryRemove(token, out _))
            throw Fault.InvalidArgument("token", "The token is not known.");
    }

    private DataObject? Next(Retrieval retrieval)
    {
        var page = retrieval.NextPage();
        if (page.Count == 0)
            return null;
        string? token = null;
        if (!retrieval.IsDone)
        {
            token = Interlocked.Increment(ref _lastToken).ToString(CultureInfo.InvariantCulture);
            _rest[token] = retrieval;
        }

        return new DataObject("RetrieveResult", ("token", token), ("objects", new ValueArray("ObjectContent", page)));
    }
}

/// <summary>The objects of one retrieval, read page by page. The values are those of the moment of reading.</summary>
internal sealed class Retrieval(IEnumerable<(ManagedObject Target, string[] Paths)> selected, int pageSize, Session? caller)
{
    private readonly (ManagedObject Target, string[] Paths)[] _selected = [.. selected];
    private int _next;

    public bool IsDone => _next == _selected.Length;

    public List<object> NextPage()
    {
        var page = new List<object>(Math.Min(pageSize, _selected.Length - _next));
        for (; !IsDone && page.Count < pageSize; _next++)
            page.Add(PropertyReader.ObjectContent(_selected[_next].Target, _selected[_next].Paths, caller));
        return page;
    }
}
