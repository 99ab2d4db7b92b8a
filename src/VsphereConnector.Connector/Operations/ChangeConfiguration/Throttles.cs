using System.Globalization;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Operations.ChangeConfiguration;

/// <summary>
/// Limits on processors and memory for the connector and all that it started: those of its systemd unit. Elsewhere they are not enforced,
/// and that is said.
/// </summary>
internal static class Throttles
{
    public static IReadOnlyList<string> NotesOn(IMachine machine, ConnectorFolder folder, ConnectorSettings settings) =>
        settings.EndPointThrottlingEnabled && !CanEnforce(machine, folder)
            ? ["The limits on processors and memory are recorded, but not enforced: that needs a Linux endpoint with systemd, and the connector run by root."]
            : [];

    /// <summary>The command that makes the limits those of the settings.</summary>
    public static ProcessStart Command(ConnectorSettings settings, int processors)
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

    public static async Task ApplyAsync(IMachine machine, ConnectorFolder folder, ConnectorSettings settings, ConnectorLog log, CancellationToken cancellationToken)
    {
        if (!CanEnforce(machine, folder))
        {
            return;
        }

        try
        {
            await using var process = machine.Processes.Start(Command(settings, Environment.ProcessorCount));
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

    private static bool CanEnforce(IMachine machine, ConnectorFolder folder) =>
        machine.IsAdministrator && StartupOf.Machine(machine, folder) is SystemdStartup;
}
