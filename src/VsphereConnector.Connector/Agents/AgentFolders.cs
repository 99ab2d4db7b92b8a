using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Agents;

/// <summary>
/// What is on the disk of agents: each has a folder in <c>Intigua-Libs</c> and a record in the connector's own. A folder changes by renames;
/// one that was cut off is taken back or finished when the connector starts.
/// </summary>
internal sealed class AgentFolders(IMachineFiles files, ConnectorFolder folder)
{
    private const string RecordEnding = ".json", PendingEnding = ".pending", NewEnding = ".new", OldEnding = ".old";

    private readonly Lock _changing = new();

    public string PathOf(string name) => ConnectorFolder.Join(folder.Agents, name);

    public string LogOf(string name) => ConnectorFolder.Join(folder.AgentLogs, $"{name}.log");

    /// <summary>Where a package is unpacked before it takes the agent's place.</summary>
    public string NewOf(string name) => PathOf($".{name}{NewEnding}");

    /// <summary>Where the agent is kept until another has taken its place.</summary>
    public string OldOf(string name) => PathOf($".{name}{OldEnding}");

    public IReadOnlyList<AgentRecord> All() =>
        [.. Names(RecordEnding).Select(Find).OfType<AgentRecord>().OrderBy(record => record.Name, StringComparer.Ordinal)];

    public AgentRecord? Find(string name)
    {
        try
        {
            var path = RecordOf(name, RecordEnding);
            return files.KindOf(path) == FileKind.File ? JsonSerializer.Deserialize(files.ReadAllBytes(path), ConnectorJson.Default.AgentRecord) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Changes the record of an agent; nothing where there is none.</summary>
    public AgentRecord? Update(string name, Func<AgentRecord, AgentRecord> change)
    {
        lock (_changing)
        {
            if (Find(name) is not { } record)
            {
                return null;
            }

            var changed = change(record);
            Write(changed);
            return changed;
        }
    }

    public void Write(AgentRecord record)
    {
        files.CreateDirectory(folder.AgentRecords, FileModes.PrivateExecutable);
        files.WriteAtomically(
            RecordOf(record.Name, RecordEnding), JsonSerializer.SerializeToUtf8Bytes(record, ConnectorJson.Default.AgentRecord), FileModes.Private);
    }

    public void BeginChange(string name, string? sha256)
    {
        files.CreateDirectory(folder.AgentRecords, FileModes.PrivateExecutable);
        files.WriteAtomically(
            RecordOf(name, PendingEnding), JsonSerializer.SerializeToUtf8Bytes(new PendingChange(sha256), ConnectorJson.Default.PendingChange), FileModes.Private);
    }

    /// <summary>The unpacked package takes the agent's place.</summary>
    public void Swap(string name)
    {
        if (files.KindOf(PathOf(name)) != FileKind.None)
        {
            files.Move(PathOf(name), OldOf(name));
        }

        files.Move(NewOf(name), PathOf(name));
    }

    /// <summary>The change stays: what it replaced goes.</summary>
    public void Commit(AgentRecord record)
    {
        Write(record);
        EndChange(record.Name);
    }

    /// <summary>The agent is as it was before <see cref="BeginChange"/>.</summary>
    public void TakeBack(string name)
    {
        if (files.KindOf(OldOf(name)) != FileKind.None)
        {
            files.Delete(PathOf(name));
            files.Move(OldOf(name), PathOf(name));
        }
        else if (Find(name) is null)
        {
            files.Delete(PathOf(name));
        }

        EndChange(name);
    }

    /// <summary>Removes the agent with all that belongs to it.</summary>
    public void Remove(string name)
    {
        BeginChange(name, sha256: null);
        files.Delete(PathOf(name));
        files.Delete(RecordOf(name, RecordEnding));
        foreach (var log in files.List(folder.AgentLogs).Where(log => log == $"{name}.log" || log.StartsWith($"{name}.log.", StringComparison.Ordinal)))
        {
            files.Delete(ConnectorFolder.Join(folder.AgentLogs, log));
        }

        EndChange(name);
    }

    /// <summary>Sets right what a crash has cut off.</summary>
    public void Recover()
    {
        foreach (var name in Names(PendingEnding))
        {
            switch (Pending(name))
            {
                case { Sha256: null }:
                    Remove(name);
                    break;
                case { Sha256: var sha256 } when Find(name)?.Sha256 == sha256:
                    EndChange(name);
                    break;
                default:
                    TakeBack(name);
                    break;
            }
        }
    }

    private void EndChange(string name)
    {
        files.Delete(OldOf(name));
        files.Delete(NewOf(name));
        files.Delete(RecordOf(name, PendingEnding));
    }

    private PendingChange? Pending(string name)
    {
        try
        {
            return JsonSerializer.Deserialize(files.ReadAllBytes(RecordOf(name, PendingEnding)), ConnectorJson.Default.PendingChange);
        }
        catch (JsonException)
        {
            return new PendingChange("");
        }
    }

    private IEnumerable<string> Names(string ending) => files.List(folder.AgentRecords)
        .Where(name => name.EndsWith(ending, StringComparison.Ordinal))
        .Select(name => name[..^ending.Length])
        .ToList();

    private string RecordOf(string name, string ending) => ConnectorFolder.Join(folder.AgentRecords, $"{name}{ending}");
}
