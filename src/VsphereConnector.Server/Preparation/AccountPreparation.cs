using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Preparation;

/// <summary>Makes an account of a Linux machine one that the connector can run as, over SSH.</summary>
internal static class AccountPreparation
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <param name="connection">To the machine.</param>
    /// <param name="machine">What people call it.</param>
    /// <param name="account">The account; it must exist.</param>
    /// <param name="sudo">How to become root; null where the connection is root's.</param>
    /// <param name="cancellationToken">Ends it; what was done by then is taken back.</param>
    /// <exception cref="SshException">The connection failed, or sudo did not let the script in.</exception>
    /// <exception cref="OperationException">It was not possible; the machine is as it was before.</exception>
    public static async Task<PrepareAccountResult> RunAsync(SshConnection connection, string machine, string account, SshSudo? sudo, CancellationToken cancellationToken)
    {
        var result = await connection.RunAsync(GuestScript.PrepareAccount.Over(sudo, Timeout, account), cancellationToken);
        return PreparationReport.Read(machine, account, result.Output);
    }
}
