using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.CommandLine;

/// <summary><c>vlink status</c>.</summary>
internal static class StatusVerb
{
    public static async Task<int> RunAsync(IMachine machine, bool json, TextWriter output)
    {
        var folder = ConnectorFolder.Of(machine);
        var report = new StatusReport { Daemon = DaemonStatus.Read(machine.Files, folder), Checks = new StatusChecks(machine, folder).Run() };
        await output.WriteLineAsync(json ? JsonSerializer.Serialize(report, ConnectorJson.Default.StatusReport) : Text(report));
        var isWell = report.Daemon?.Channel == ChannelState.Open && report.Checks.All(check => check.State is CheckState.Good or CheckState.NotApplicable);
        return isWell ? 0 : 1;
    }

    private static string Text(StatusReport report)
    {
        var channel = report.Daemon is { } daemon
            ? $"channel: {daemon.Channel} since {daemon.Since:u} {daemon.Server}{(daemon.Detail is null ? "" : $"\n         {daemon.Detail}")}"
            : "channel: the connector has not run yet";
        var checks = report.Checks.Select(check => $"{check.State,-13} {check.Name}{(check.Detail.Length == 0 ? "" : $": {check.Detail}")}");
        return string.Join('\n', checks.Prepend(channel));
    }
}
