using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>How the agents are, as any process of the endpoint can see it.</summary>
internal static class AgentHealth
{
    private static readonly TimeSpan ClockSteps = TimeSpan.FromSeconds(2);

    /// <summary>Whether the process that was started last is there: the same id and, as ids are used again, the same time of its start.</summary>
    public static bool IsAlive(IMachine machine, AgentRecord record) =>
        record is { ProcessId: { } id, ProcessStartedAt: { } startedAt }
        && machine.Processes.StartTimeOf(id) is { } now
        && (now - startedAt).Duration() < ClockSteps;

    public static IReadOnlyList<AgentStatus> Read(IMachine machine, ConnectorFolder folder) =>
        [.. new AgentFolders(machine.Files, folder).All().Select(record => StatusOf(machine, record))];

    /// <summary>What of the agents' folder is missing, wrong or not theirs.</summary>
    public static IEnumerable<StatusCheck> Check(IMachine machine, ConnectorFolder folder)
    {
        var records = new AgentFolders(machine.Files, folder).All();
        foreach (var record in records)
        {
            var name = $"agent {record.Name}";
            yield return machine.Files.KindOf(ConnectorFolder.Join(folder.Agents, record.Name)) != FileKind.Directory
                    ? new(name, CheckState.Missing, "Its folder is gone: install it anew, or uninstall it.")
                : record.IsGivenUp ? new(name, CheckState.Wrong, "It ended too often and is not started again by itself: see its log, then start it.")
                : record.ShouldRun && !IsAlive(machine, record) ? new(name, CheckState.Wrong, "It is meant to run and does not: see its log.")
                : new(name, CheckState.Good);
        }

        var known = records.Select(record => record.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var stranger in machine.Files.List(folder.Agents).Where(entry => entry[0] != '.' && !known.Contains(entry)).Order(StringComparer.Ordinal))
        {
            yield return new($"folder {ConnectorFolder.Join(folder.Agents, stranger)}", CheckState.Extra, "It belongs to no managed agent: remove it.");
        }
    }

    private static AgentStatus StatusOf(IMachine machine, AgentRecord record)
    {
        var isAlive = IsAlive(machine, record);
        var dayAgo = machine.Time.GetUtcNow() - AgentRecord.Day;
        return new AgentStatus
        {
            Name = record.Name,
            Version = record.Manifest.Version,
            Sha256 = record.Sha256,
            State = record.IsGivenUp ? AgentState.GivenUp : !record.ShouldRun ? AgentState.Stopped : isAlive ? AgentState.Running : AgentState.Waiting,
            ProcessId = isAlive ? record.ProcessId : null,
            StartedAt = isAlive ? record.ProcessStartedAt : null,
            Restarts = record.Restarts.Count(at => at > dayAgo),
            LastExitCode = record.LastExitCode,
        };
    }
}
