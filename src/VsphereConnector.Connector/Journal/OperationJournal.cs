using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Journal;

/// <summary>
/// Every operation that this endpoint was told to carry out, on disk: written before it starts and after it has ended. What is here is
/// never started again. Thread-safe.
/// </summary>
internal sealed class OperationJournal
{
    /// <summary>How long, and how many, entries with a confirmed end are kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <inheritdoc cref="KeptFor"/>
    public const int KeptAtMost = 1000;

    private const string EntryEnding = ".json", SpoolEnding = ".out";

    private readonly IMachineFiles _files;
    private readonly ConnectorFolder _folder;
    private readonly TimeProvider _time;
    private readonly int _keptAtMost;
    private readonly Dictionary<Guid, JournalEntry> _entries = [];
    private readonly Lock _changing = new();

    private OperationJournal(IMachineFiles files, ConnectorFolder folder, TimeProvider time, int keptAtMost) =>
        (_files, _folder, _time, _keptAtMost) = (files, folder, time, keptAtMost);

    /// <summary>Reads the journal. What ran when the connector ended is <see cref="OperationOutcome.Interrupted"/> from here on.</summary>
    public static OperationJournal Load(IMachineFiles files, ConnectorFolder folder, TimeProvider time, int keptAtMost = KeptAtMost)
    {
        var journal = new OperationJournal(files, folder, time, keptAtMost);
        files.CreateDirectory(folder.Journal, FileModes.PrivateExecutable);
        foreach (var name in files.List(folder.Journal))
        {
            if (name.EndsWith(EntryEnding, StringComparison.Ordinal) && Guid.TryParse(name[..^EntryEnding.Length], out var id))
            {
                journal._entries[id] = journal.ReadEntry(id);
            }
        }

        journal.InterruptRunning();
        journal.DropOld();
        return journal;
    }

    /// <summary>Operations whose end the server has not confirmed, those that run among them.</summary>
    public IReadOnlyList<JournalEntry> Unconfirmed
    {
        get
        {
            lock (_changing)
            {
                return [.. _entries.Values.Where(entry => entry.ConfirmedAt is null)];
            }
        }
    }

    /// <summary>Operations that a restart of the connector does not end.</summary>
    public IReadOnlyList<JournalEntry> GoingOn
    {
        get
        {
            lock (_changing)
            {
                return [.. _entries.Values.Where(entry => entry is { End: null, GoesOn: not null })];
            }
        }
    }

    public JournalEntry? Find(Guid operationId)
    {
        lock (_changing)
        {
            return _entries.GetValueOrDefault(operationId);
        }
    }

    /// <summary>Writes that the operation starts. False where it is known already: then it must not be started.</summary>
    /// <exception cref="IOException">The disk did not take it: the operation must not be started.</exception>
    public bool TryBegin(Guid operationId)
    {
        lock (_changing)
        {
            if (_entries.ContainsKey(operationId))
            {
                return false;
            }

            Put(new JournalEntry { OperationId = operationId, StartedAt = _time.GetUtcNow() });
            return true;
        }
    }

    /// <summary>Writes that a restart does not end the operation: its handler takes it up again from what it has written down itself.</summary>
    /// <exception cref="IOException">The disk did not take it: a restart ends the operation.</exception>
    public void SetGoesOn(StartOperation start)
    {
        lock (_changing)
        {
            if (_entries.GetValueOrDefault(start.OperationId) is { End: null } entry)
            {
                Put(entry with { GoesOn = start.Kind, Deadline = entry.StartedAt + TimeSpan.FromSeconds(start.TimeoutSeconds) });
            }
        }
    }

    /// <summary>Remembers, in memory only, why an operation was not begun that the disk did not take.</summary>
    public void Refuse(Guid operationId, JournalEnd end)
    {
        lock (_changing)
        {
            _entries.TryAdd(operationId, new JournalEntry { OperationId = operationId, StartedAt = end.FinishedAt, End = end });
        }
    }

    /// <summary>Writes how the operation ended; the first end stands. It is known in memory even where the disk does not take it.</summary>
    /// <exception cref="IOException">The disk did not take it: after a restart the operation counts as interrupted.</exception>
    public void Finish(Guid operationId, JournalEnd end)
    {
        lock (_changing)
        {
            if (_entries.GetValueOrDefault(operationId) is { End: null } entry)
            {
                _entries[operationId] = entry with { End = end };
                Put(entry with { End = end });
            }
        }
    }

    /// <summary>The server has the end on disk, and with it the output, which is dropped here.</summary>
    public void Confirm(Guid operationId)
    {
        lock (_changing)
        {
            if (_entries.GetValueOrDefault(operationId) is { End: not null, ConfirmedAt: null } entry)
            {
                Put(entry with { ConfirmedAt = _time.GetUtcNow() });
                DropContent(operationId);
                DropOld();
            }
        }
    }

    /// <summary>The server does not know the operation: it is dropped, unless it runs.</summary>
    public void Forget(Guid operationId)
    {
        lock (_changing)
        {
            if (_entries.GetValueOrDefault(operationId) is { End: not null })
            {
                Drop(operationId);
            }
        }
    }

    public string SpoolPath(Guid operationId) => ConnectorFolder.Join(_folder.Journal, $"{operationId:D}{SpoolEnding}");

    private string EntryPath(Guid operationId) => ConnectorFolder.Join(_folder.Journal, $"{operationId:D}{EntryEnding}");

    private void Put(JournalEntry entry)
    {
        _files.WriteAtomically(
            EntryPath(entry.OperationId), JsonSerializer.SerializeToUtf8Bytes(entry, ConnectorJson.Default.JournalEntry), FileModes.Private);
        _entries[entry.OperationId] = entry;
    }

    /// <summary>An entry that cannot be read still says that its operation was begun: that it is not run again is what counts.</summary>
    private JournalEntry ReadEntry(Guid operationId)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(_files.ReadAllBytes(EntryPath(operationId)), ConnectorJson.Default.JournalEntry);
            return entry?.OperationId == operationId ? entry : new JournalEntry { OperationId = operationId, StartedAt = _time.GetUtcNow() };
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return new JournalEntry { OperationId = operationId, StartedAt = _time.GetUtcNow() };
        }
    }

    private void InterruptRunning()
    {
        foreach (var entry in _entries.Values.Where(entry => entry is { End: null, GoesOn: null }).ToList())
        {
            var length = OutputSpool.LengthOf(_files, SpoolPath(entry.OperationId));
            Keep(entry with { End = OperationEnds.Interrupted(_time.GetUtcNow(), length) });
        }
    }

    /// <summary>What cannot be written now is found out again at the next start.</summary>
    private void Keep(JournalEntry entry)
    {
        _entries[entry.OperationId] = entry;
        try
        {
            Put(entry);
        }
        catch (IOException)
        {
        }
    }

    private void DropOld()
    {
        var confirmed = _entries.Values.Where(entry => entry.ConfirmedAt is not null).OrderByDescending(entry => entry.ConfirmedAt);
        var oldest = _time.GetUtcNow() - KeptFor;
        foreach (var entry in confirmed.Where((entry, index) => index >= _keptAtMost || entry.ConfirmedAt < oldest).ToList())
        {
            Drop(entry.OperationId);
        }
    }

    private void DropContent(Guid operationId)
    {
        _files.Delete(SpoolPath(operationId));
        _files.Delete(_folder.FilesOf(operationId));
    }

    private void Drop(Guid operationId)
    {
        DropContent(operationId);
        _files.Delete(EntryPath(operationId));
        _entries.Remove(operationId);
    }
}
