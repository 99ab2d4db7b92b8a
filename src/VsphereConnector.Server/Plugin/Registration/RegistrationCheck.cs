using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Plugin.Registration;

/// <summary>
/// Says in the log, once each time that something changes, where the plug-in's registration differs from what this server serves: the
/// vSphere Client would not say why the plug-in has gone.
/// </summary>
internal sealed partial class RegistrationCheck(
    VCenters vCenters, PluginExtension extension, IOptions<ServerOptions> options, TimeProvider time, ILogger<RegistrationCheck> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly Dictionary<string, string> _said = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (var vCenter in options.Value.Plugin.PublicUrl is null ? [] : vCenters.All)
            {
                await CheckAsync(vCenter, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckAsync(VCenter vCenter, CancellationToken cancellationToken)
    {
        try
        {
            var client = await vCenter.ConnectAsync(cancellationToken);
            if (await PluginRegistration.FindAsync(client, cancellationToken) is { } registered)
            {
                var differences = RegistrationDifference.Between(registered, extension.Build(client));
                Say(vCenter, string.Join(", ", differences.Select(difference => difference.What)));
            }
        }
        catch (PluginRegistrationException exception)
        {
            LogNotPossible(logger, vCenter.Name, exception.Message);
        }
        catch (Exception exception) when (exception is VimException or IOException or UnauthorizedAccessException)
        {
            LogNotChecked(logger, vCenter.Name, exception.Message);
        }
    }

    private void Say(VCenter vCenter, string differences)
    {
        if (_said.GetValueOrDefault(vCenter.Name, "") != differences && differences.Length > 0)
        {
            LogStale(logger, vCenter.Name, differences);
        }

        _said[vCenter.Name] = differences;
    }

    [LoggerMessage(2100, LogLevel.Warning,
        "The plug-in is registered in {VCenter} otherwise than this server serves it ({Differences}); run 'vsphere-connector register'")]
    private static partial void LogStale(ILogger logger, string vCenter, string differences);

    [LoggerMessage(2101, LogLevel.Information, "The plug-in's registration in {VCenter} was not checked: {Reason}")]
    private static partial void LogNotChecked(ILogger logger, string vCenter, string reason);

    [LoggerMessage(2102, LogLevel.Information, "The plug-in cannot be registered in {VCenter}: {Reason}")]
    private static partial void LogNotPossible(ILogger logger, string vCenter, string reason);
}
