using System.Collections.Concurrent;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>The agents that are meant to run. They are children of the connector: they end with it and are started again by it.</summary>
internal sealed class AgentSupervisor(IMachine machine, ConnectorFolder folder, AgentFolders folders, AgentProcesses processes, ConnectorLog log)
{
    /// <summary>What agents have when the connector ends: the system waits 20 s for both.</summary>
    private static readonly TimeSpan GraceAtEnd = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OrphanPoll = TimeSpan.FromMilliseconds(50), OrphanTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SupervisedAgent> _agents = [];

    public bool IsSupervised(string name) => _agents.ContainsKey(name);

    /// <summary>The record as the supervision has it; null where the agent is not supervised.</summary>
    public AgentRecord? RecordOf(string name) => _agents.GetValueOrDefault(name)?.Agent;

    public AgentState StateOf(AgentRecord record) =>
        _agents.TryGetValue(record.Name, out var agent) ? agent.State : record.IsGivenUp ? AgentState.GivenUp : AgentState.Stopped;

    /// <exception cref="Operations.OperationFailedException">It did not start well, and does not run.</exception>
    public async Task StartAsync(AgentRecord record, CancellationToken cancellationToken)
    {
        var agent = NewAgent(record);
        await agent.StartAsync(cancellationToken);
        _agents[record.Name] = agent;
    }

    /// <summary>No failure where it does not run.</summary>
    public async Task StopAsync(string name, TimeSpan? mostGrace = null)
    {
        if (_agents.TryRemove(name, out var agent))
        {
            await agent.StopAsync(mostGrace ?? TimeSpan.MaxValue);
            await agent.DisposeAsync();
        }
    }

    /// <summary>Starts what ran when the connector ended.</summary>
    public async Task StartAllAsync(CancellationToken cancellationToken)
    {
        foreach (var record in folders.All().Where(record => record.ShouldRun))
        {
            await EndOrphanAsync(record, cancellationToken);
            var agent = NewAgent(record);
            agent.StartInBackground();
            _agents[record.Name] = agent;
        }
    }

    public Task StopAllAsync() => Task.WhenAll(_agents.Keys.Select(name => StopAsync(name, GraceAtEnd)));

    /// <summary>The process of a connector that was killed lives on; it would be there twice.</summary>
    private async Task EndOrphanAsync(AgentRecord record, CancellationToken cancellationToken)
    {
        if (!AgentHealth.IsAlive(machine, record))
        {
            return;
        }

        machine.Processes.KillTree(record.ProcessId!.Value);
        var started = machine.Time.GetTimestamp();
        while (AgentHealth.IsAlive(machine, record) && machine.Time.GetElapsedTime(started) < OrphanTimeout)
        {
            await Task.Delay(OrphanPoll, machine.Time, cancellationToken);
        }
    }

    private SupervisedAgent NewAgent(AgentRecord record) =>
        new(machine, folders, processes, new AgentLog(machine, new RotatingFile(machine.Files, folder.AgentLogs, $"{record.Name}.log")), log, record);
}
