using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>The connector that runs from a folder, seen from another process.</summary>
internal sealed class RunningDaemon(IMachine machine, ConnectorFolder folder)
{
    /// <summary>Longer than the connector takes to end its operations.</summary>
    private static readonly TimeSpan GraceAfterTerminate = TimeSpan.FromSeconds(15), GraceAfterKill = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <exception cref="IOException">It does not end.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (new PidFile(machine, folder).ReadRunning() is not { } processId)
        {
            return;
        }

        machine.Processes.Terminate(processId, force: false);
        if (!await EndsAsync(processId, GraceAfterTerminate, cancellationToken))
        {
            machine.Processes.Terminate(processId, force: true);
            if (!await EndsAsync(processId, GraceAfterKill, cancellationToken))
            {
                throw new IOException($"The connector that runs (process {processId}) does not end: end it by hand.");
            }
        }
    }

    private async Task<bool> EndsAsync(int processId, TimeSpan within, CancellationToken cancellationToken)
    {
        var until = machine.Time.GetTimestamp();
        while (folder.IsProgram(machine.Processes.ProgramOf(processId)))
        {
            if (machine.Time.GetElapsedTime(until) > within)
            {
                return false;
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }

        return true;
    }
}
