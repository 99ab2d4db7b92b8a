using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.CustomFields;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.ConnectorAttribute;

/// <summary>Keeps the state of each connector in a custom attribute of its virtual machine, in the vCenters where that is switched on.</summary>
internal sealed partial class ConnectorAttributeWriter(
    Database database, VCenters vCenters, IOptions<ServerOptions> options, TimeProvider time, ILogger<ConnectorAttributeWriter> logger)
    : BackgroundService
{
    private const string Name = "Connector", VirtualMachineType = "VirtualMachine";
    private const int AtOnce = 500, InParallel = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromMinutes(1);

    /// <summary>How long a connector may be away before its attribute says so.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, CustomFieldDef> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTimeOffset> _notBefore = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var names = options.Value.VCenters.Where(vCenter => vCenter.ConnectorAttribute).Select(vCenter => vCenter.Name).ToList();
        if (names.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await WriteAsync(names.Where(name => _notBefore.GetValueOrDefault(name) <= time.GetUtcNow()).ToList(), stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it is, say a full disk: it is tried again.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WriteAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var settled = time.GetUtcNow() - Settling;
        var behind = await database.ReadAsync(
            connection => ConnectorAttributeTable.Behind(connection, names, settled, AtOnce), cancellationToken);
        foreach (var group in behind.GroupBy(value => value.VCenter, StringComparer.OrdinalIgnoreCase))
        {
            await WriteAsync(vCenters.Get(group.Key), [.. group], cancellationToken);
        }
    }

    private async Task WriteAsync(VCenter vCenter, IReadOnlyList<AttributeValue> values, CancellationToken cancellationToken)
    {
        var written = new ConcurrentBag<AttributeValue>();
        try
        {
            var client = await vCenter.ConnectAsync(cancellationToken);
            var field = _fields[vCenter.Name] = _fields.GetValueOrDefault(vCenter.Name) ?? await FieldAsync(client, cancellationToken);
            await Parallel.ForEachAsync(
                values,
                new ParallelOptions { MaxDegreeOfParallelism = InParallel, CancellationToken = cancellationToken },
                async (value, token) =>
                {
                    await SetAsync(client, field, value, token);
                    written.Add(value);
                });
        }
#pragma warning disable CA1031 // Whatever it is, say a vCenter that is down or a password file that is gone: it is tried again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _fields.Remove(vCenter.Name); // it may have been removed
            _notBefore[vCenter.Name] = time.GetUtcNow() + LeaveAlone;
            LogNotWritten(logger, vCenter.Name, exception.Message);
        }
        finally
        {
            await database.WriteAsync(
                connection => written.ToList().ForEach(value => ConnectorAttributeTable.Save(connection, value)), CancellationToken.None);
        }
    }

    private static async Task SetAsync(VimClient client, CustomFieldDef field, AttributeValue value, CancellationToken cancellationToken)
    {
        try
        {
            var machine = new ManagedObjectReference(VirtualMachineType, value.MoRef);
            await client.CustomFieldsManager.SetFieldAsync(machine, field.Key, value.Value, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is ManagedObjectNotFound)
        {
            // The virtual machine has gone, and its attribute with it.
        }
    }

    private static async Task<CustomFieldDef> FieldAsync(VimClient client, CancellationToken cancellationToken) =>
        (await client.CustomFieldsManager.GetFieldsAsync(cancellationToken))
            .FirstOrDefault(field => field.Name == Name && field.ManagedObjectType is null or VirtualMachineType)
        ?? await client.CustomFieldsManager.AddCustomFieldDefAsync(Name, VirtualMachineType, cancellationToken);

    [LoggerMessage(2120, LogLevel.Warning, "The custom attribute of connectors is not written in {VCenter} for a minute: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string vCenter, string reason);

    [LoggerMessage(2121, LogLevel.Error, "The custom attribute of connectors could not be kept; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
