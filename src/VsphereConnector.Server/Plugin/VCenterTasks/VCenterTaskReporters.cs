using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>One reporter for each vCenter whose recent tasks show operations.</summary>
internal sealed class VCenterTaskReporters(
    VCenters vCenters,
    OperationTask task,
    OperationLedger ledger,
    Database database,
    OperationSignals signals,
    IOptions<ServerOptions> options,
    TimeProvider time,
    ILogger<VCenterTaskReporter> logger)
{
    private readonly Dictionary<string, VCenterTaskReporter> _byName = options.Value.VCenters
        .Where(vCenter => vCenter.VCenterTasks)
        .Select(vCenter => vCenters.Get(vCenter.Name))
        .ToDictionary(
            vCenter => vCenter.Name,
            vCenter => new VCenterTaskReporter(
                vCenter, task, database, signals, new CancelledTasks(vCenter, ledger, time, logger), time, logger),
            StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<VCenterTaskReporter> All => _byName.Values;

    /// <summary>The vCenters that can be told something now.</summary>
    public IEnumerable<string> Ready => _byName.Values.Where(reporter => reporter.IsReady).Select(reporter => reporter.VCenter);

    public VCenterTaskReporter Get(string vCenter) => _byName[vCenter];

    public void Resume(IEnumerable<(Guid OperationId, string VCenter, string? Task)> unfinished)
    {
        foreach (var (operationId, vCenter, madeTask) in unfinished)
        {
            if (_byName.TryGetValue(vCenter, out var reporter))
            {
                reporter.Resume(operationId, madeTask);
            }
        }
    }
}
