using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Operations.ChangeConfiguration;
using VsphereConnector.Connector.Operations.GetStatus;
using VsphereConnector.Connector.Operations.InstallAgent;
using VsphereConnector.Connector.Operations.RetrieveLogs;
using VsphereConnector.Connector.Operations.RunTask;
using VsphereConnector.Connector.Operations.StartAgent;
using VsphereConnector.Connector.Operations.StopAgent;
using VsphereConnector.Connector.Operations.UninstallAgent;
using VsphereConnector.Connector.Web;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Daemon;

/// <summary>What an enrolled connector does: it keeps its channel open, carries out operations and renews its certificate.</summary>
internal sealed class ConnectorService(IMachine machine, ConnectorFolder folder, ConnectorSettings settings, DaemonStatus status, ConnectorLog log)
{
    /// <summary>Returns where there is nothing to be done until the connector is installed anew.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var live = new LiveSettings(settings, current => Apply(current, ending.Token));
        var journal = OperationJournal.Load(machine.Files, folder, machine.Time);
        machine.Files.Delete(folder.Work);
        var changed = new ChangeSignal();
        var identities = new IdentityStore(machine.Files, folder);
        var server = new ServerFiles(machine, folder, live, identities);
        var agents = new ManagedAgents(machine, folder, live, log);
        var executor = new OperationExecutor(machine, journal, Handlers(live, journal, server, agents, ending.Token), changed, log);
        var loop = new ChannelLoop(machine, live, identities, journal, executor, changed, status, log);

        await agents.StartAllAsync(ending.Token);
        executor.Resume();
        Apply(settings, ending.Token);
        var renewing = new CertificateRenewal(machine, live, identities, log).RunAsync(ending.Token);
        try
        {
            await loop.RunAsync(ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(executor.StopAsync(), agents.StopAllAsync());
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Apply(ConnectorSettings current, CancellationToken cancellationToken)
    {
        log.Level = current.LogLevel;
        _ = Throttles.ApplyAsync(machine, folder, current, log, cancellationToken);
    }

    private IReadOnlyList<IOperationHandler> Handlers(LiveSettings live, OperationJournal journal, ServerFiles server, ManagedAgents agents, CancellationToken ends) =>
    [
        new GetStatusHandler(machine, folder),
        new RunTaskHandler(machine, folder, live),
        new InstallAgentHandler(machine, agents, server),
        new StartAgentHandler(agents),
        new StopAgentHandler(agents),
        new UninstallAgentHandler(agents),
        new RetrieveLogsHandler(machine, folder, server),
        new ChangeConfigurationHandler(machine, folder, live, journal, ends),
    ];
}
