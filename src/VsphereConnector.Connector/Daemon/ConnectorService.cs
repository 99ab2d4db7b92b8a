using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Local;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Operations.ChangeConfiguration;
using VsphereConnector.Connector.Operations.GetStatus;
using VsphereConnector.Connector.Operations.InstallAgent;
using VsphereConnector.Connector.Operations.InstallPatch;
using VsphereConnector.Connector.Operations.RetrieveLogs;
using VsphereConnector.Connector.Operations.RunTask;
using VsphereConnector.Connector.Operations.StartAgent;
using VsphereConnector.Connector.Operations.StopAgent;
using VsphereConnector.Connector.Operations.UninstallAgent;
using VsphereConnector.Connector.Operations.UninstallConnector;
using VsphereConnector.Connector.Operations.UninstallPatch;
using VsphereConnector.Connector.Operations.UpgradeConnector;
using VsphereConnector.Connector.Web;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Daemon;

/// <summary>What an enrolled connector does: it keeps its channel open, carries out operations and renews its certificate.</summary>
internal sealed class ConnectorService(IMachine machine, ConnectorFolder folder, Configured configured, DaemonStatus status, ConnectorLog log)
{
    private readonly OneAtATime _patching = new();

    /// <returns>True where the connector has removed itself, false where there is nothing to be done until it is installed anew.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var throttles = new Throttles(machine, folder, log);
        using var live = new LiveSettings(configured.Settings, current => Apply(current, throttles, ending.Token));
        Apply(configured.Settings, throttles, ending.Token);
        var journal = OperationJournal.Load(machine.Files, folder, machine.Time);
        machine.Files.Delete(folder.Work);
        var changes = new ChangeSignals();
        var followed = new LocalOperations();
        using var identities = new IdentityStore(machine.Files, folder);
        var server = new ServerFiles(machine, folder, live, identities, followed);
        var packages = new PackageCache(machine.Files, folder, server);
        var agents = new ManagedAgents(machine, folder, live, log);
        var departure = new Departure(machine.Files, folder);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var executor = new OperationExecutor(machine, journal, Handlers(live, throttles, journal, server, packages, agents, departure, ending.Token), changes, log)
        {
            Confirmed = id => _ = departure.IsAfter(id) ? leaving.CancelAsync() : Task.CompletedTask,
        };
        var opener = new ChannelOpener(machine, folder, configured.Enrolment.ConnectorId);
        var loop = new ChannelLoop(machine, live, identities, journal, executor, changes, opener, status, log);
        var local = new LocalChannelHost(machine, folder, opener, journal, executor, changes, followed, status, log);

        await agents.StartAllAsync(ending.Token);
        executor.Resume();
        var serving = local.RunAsync(leaving.Token);
        var renewing = new CertificateRenewal(machine, live, identities, log).RunAsync(ending.Token);
        try
        {
            await loop.RunAsync(leaving.Token);
            return false;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested && !ending.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(executor.StopAsync(), agents.StopAllAsync());
            await Task.WhenAll(renewing, serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Apply(ConnectorSettings current, Throttles throttles, CancellationToken cancellationToken)
    {
        log.Level = current.LogLevel;
        throttles.Apply(current, cancellationToken);
    }

    private IReadOnlyList<IOperationHandler> Handlers(
        LiveSettings live, Throttles throttles, OperationJournal journal, ServerFiles server, PackageCache packages, ManagedAgents agents, Departure departure,
        CancellationToken ends) =>
    [
        new GetStatusHandler(machine, folder),
        new RunTaskHandler(machine, folder, live, packages),
        new InstallAgentHandler(machine, agents, packages),
        new StartAgentHandler(agents),
        new StopAgentHandler(agents),
        new UninstallAgentHandler(agents),
        new InstallPatchHandler(machine, folder, packages, _patching),
        new UninstallPatchHandler(machine, folder, _patching),
        new UninstallConnectorHandler(machine, folder, agents, departure),
        new UpgradeConnectorHandler(machine, folder, packages, journal),
        new RetrieveLogsHandler(machine, folder, server),
        new ChangeConfigurationHandler(machine, folder, live, throttles, journal, ends),
    ];
}
