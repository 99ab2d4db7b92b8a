using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>Follows what a daemon says about itself.</summary>
internal static class StateFile
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static async Task<DaemonState> WaitForAsync(TestMachine machine, Func<DaemonState, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (DaemonStatus.Read(machine.Files, machine.Folder) is { } state && isWanted(state))
            {
                return state;
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }
}
