using System.Globalization;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Operations.ChangeConfiguration;

/// <summary>
/// Limits on processors and memory for the connector and all that it started: on Linux those of its systemd unit, on Windows those of a
/// job that it is in. What is not enforced is said.
/// </summary>
internal sealed class Throttles(IMachine machine, ConnectorFolder folder, ConnectorLog log)
{
    /// <summary>What of the limits that were applied last is not enforced, and why.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Makes the limits those of the settings; where that takes a command it is waited for by nobody, and its failure is in the log.</summary>
    public void Apply(ConnectorSettings settings, CancellationToken cancellationToken)
    {
        if (folder.OnWindows)
        {
            var before = Notes;
            Notes = machine.Processes.Limit(LimitsOf(settings));
            Notes.Except(before).ToList().ForEach(log.Warning);
        }
        else if (machine.IsAdministrator && StartupOf.Machine(machine, folder) is SystemdStartup)
        {
            _ = RunAsync(Command(settings, Environment.ProcessorCount), cancellationToken);
        }
        else
        {
            Notes = settings.EndPointThrottlingEnabled
                ? ["The limits on processors and memory are recorded, but not enforced: on Linux that needs systemd, and the connector run by root."]
                : [];
        }
    }

    private static ProcessLimits LimitsOf(ConnectorSettings settings) =>
        settings.EndPointThrottlingEnabled ? new(settings.MaxCpuPercent, settings.MaxMemoryKB * 1024) : ProcessLimits.None;

    /// <summary>The command that makes the limits those of the settings.</summary>
    private static ProcessStart Command(ConnectorSettings settings, int processors)
    {
        var (cpu, memory) = settings.EndPointThrottlingEnabled
            ? (string.Create(CultureInfo.InvariantCulture, $"{settings.MaxCpuPercent * processors}%"), string.Create(CultureInfo.InvariantCulture, $"{settings.MaxMemoryKB}K"))
            : ("", "infinity");
        return new()
        {
            Program = "systemctl",
            Arguments = ["--no-ask-password", "--runtime", "set-property", "vlink.service", $"CPUQuota={cpu}", $"MemoryMax={memory}"],
            WorkingDirectory = "/",
        };
    }

    private async Task RunAsync(ProcessStart command, CancellationToken cancellationToken)
    {
        try
        {
            await using var process = machine.Processes.Start(command);
            if (await process.Exited.WaitAsync(cancellationToken) is not 0 and var code)
            {
                log.Warning($"The limits on processors and memory could not be set: systemctl ended with {code}.");
            }
        }
        catch (ProcessStartException exception)
        {
            log.Warning($"The limits on processors and memory could not be set: {exception.Message}");
        }
    }
}
