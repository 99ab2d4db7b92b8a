using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.UninstallConnector;

/// <summary>
/// Takes the connector off its endpoint. What it needs to report stays until the server has the report; then the daemon removes that, too.
/// </summary>
internal sealed class UninstallConnectorHandler(IMachine machine, ConnectorFolder folder, ManagedAgents agents, Departure departure) : IOperationHandler
{
    private readonly IMachineFiles _files = machine.Files;

    public OperationKind Kind => OperationKind.UninstallConnector;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = start.Parameters is null ? new() : ParametersOf.Read(start.Parameters, ContractsJson.Default.UninstallConnectorParameters);
        if (!machine.IsAdministrator)
        {
            throw new OperationFailedException(NotPermitted());
        }

        var (removed, residue) = (new List<string>(), new List<Residue>());
        foreach (var agent in agents.All())
        {
            await RemoveAgentAsync(agent.Name, parameters.KeepAgents, removed, residue, output, cancellationToken);
        }

        residue.AddRange(Strangers(parameters.KeepAgents));
        Remove(folder.Packages, removed, residue);
        var last = ConnectorUninstaller.Remains(machine, folder);
        residue.AddRange(last.Where(path => !CanRemove(path)).Select(path => new Residue(path, "Nothing can be removed from its folder: see to its rights, and whether it is mounted read-only.")));
        departure.Announce(start.OperationId);
        var result = new UninstallConnectorResult { Removed = removed, Residue = residue, RemovedLast = [.. last.Except(residue.Select(left => left.What))] };
        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.UninstallConnectorResult));
    }

    private async Task RemoveAgentAsync(
        string name, bool keep, List<string> removed, List<Residue> residue, OutputSpool output, CancellationToken cancellationToken)
    {
        var path = ConnectorFolder.Join(folder.Agents, name);
        try
        {
            if (keep)
            {
                await agents.StopAsync(name, output, cancellationToken);
                residue.Add(new(path, "The agent was to be kept."));
                return;
            }

            var result = await agents.UninstallAsync(name, force: true, output, cancellationToken);
            removed.Add(path);
            residue.AddRange(result.Notes.Select(note => new Residue($"what the agent '{name}' made elsewhere", note)));
        }
        catch (OperationFailedException exception)
        {
            residue.Add(new(path, exception.Message));
        }
    }

    private IEnumerable<Residue> Strangers(bool keepAgents) => _files.List(folder.Agents)
        .Where(_ => !keepAgents)
        .Select(name => new Residue(ConnectorFolder.Join(folder.Agents, name), "It belongs to no managed agent: remove it by hand if nobody needs it."));

    private void Remove(string path, List<string> removed, List<Residue> residue)
    {
        try
        {
            if (_files.KindOf(path) != FileKind.None)
            {
                _files.Delete(path);
                removed.Add(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            residue.Add(new(path, exception.Message));
        }
    }

    private bool CanRemove(string path) => FolderTrial.IsWritable(_files, path[..path.LastIndexOfAny(['/', '\\'])]);

    private OperationError NotPermitted() => new(
        "not-permitted",
        $"The connector runs as '{machine.Account}', which may not remove what the installation made.",
        "Run 'vlink uninstall' on the endpoint as root, by sudo, or as an elevated administrator.");
}
