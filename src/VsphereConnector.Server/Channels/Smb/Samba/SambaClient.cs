using System.ComponentModel;
using System.Globalization;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb.Samba;

/// <summary>Starts Samba's tools for one account of one machine, in a folder of their own.</summary>
internal sealed class SambaClient(string folder, SmbTarget target, SmbOptions options, TimeProvider time)
{
    public string Folder => folder;

    public SmbTarget Target => target;

    public SmbOptions Options => options;

    /// <exception cref="SmbException">This server does not have Samba's programs.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var program in new[] { options.FileProgram, options.ServiceProgram })
        {
            try
            {
                await using var process = ClientProcess.Start(folder, [program, "--version"]);
                await WithinAsync(options.ConnectTimeout, token => ClientResult.OfAsync(process, token), cancellationToken);
            }
            catch (Win32Exception)
            {
                throw SmbErrors.ClientMissing(program);
            }
        }
    }

    public ClientProcess Start(SambaLogon logon, params IEnumerable<string> line) => ClientProcess.Start(
        folder, [.. line, "-p", target.Port.ToString(CultureInfo.InvariantCulture), "-s", SambaConfiguration.File, "-A", logon.Name]);

    /// <summary>Does something that must be over within a time.</summary>
    public async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limit, Timeout.InfiniteTimeSpan, time, cancellationToken);
        try
        {
            return await work(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            throw SmbErrors.TimedOut(target, limit);
        }
    }
}
