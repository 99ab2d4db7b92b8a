using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>From the first packet to a connection that is logged on.</summary>
internal sealed class SshLogon(string folder, SshTarget target, SshOptions options, TimeProvider time)
{
    private const string PublicKey = "publickey", Password = "password", KeyboardInteractive = "keyboard-interactive";

    /// <summary>Returns the connection and the host's keys that it was checked with.</summary>
    public async Task<(SshMaster Master, IReadOnlyList<SshHostKey> Keys)> OpenAsync(CancellationToken cancellationToken)
    {
        var keys = target.HostKeys.Known.Count > 0 ? target.HostKeys.Known : [await AcceptFirstKeyAsync(cancellationToken)];
        PrivateFile.Write(Path.Combine(folder, ClientConfiguration.KnownHostsFile), ClientConfiguration.KnownHosts(target, keys));
        if (target.Authentication is not SshPassword)
        {
            return (await LogOnAsync(PublicKey, mayBeUnwanted: false, cancellationToken), keys)!;
        }

        // Both methods carry the same password, and a wrong one counts each time: the second is for servers that do not take the first.
        var master = await LogOnAsync(Password, mayBeUnwanted: true, cancellationToken)
            ?? await LogOnAsync(KeyboardInteractive, mayBeUnwanted: false, cancellationToken);
        return (master!, keys);
    }

    /// <summary>Null: the other side does not want this method, and the secret was not sent.</summary>
    private async Task<SshMaster?> LogOnAsync(string method, bool mayBeUnwanted, CancellationToken cancellationToken)
    {
        using var secret = target.Authentication.Secret is { } text ? SecretPipe.Open(folder, text) : null;
        var master = await RunAsync(cancellationToken, "-M", "-N", "-o", $"PreferredAuthentications={method}");
        if (!master.Ended.IsCompleted)
        {
            return master;
        }

        var failure = ConnectFailure.Classify(target, master.Log, options.ConnectTimeout);
        return mayBeUnwanted && failure.Fault == SshFault.PermissionDenied && secret?.Taken == false
            && ConnectFailure.OfferedMethods(master.Log).Contains(KeyboardInteractive, StringComparison.Ordinal)
                ? null
                : throw failure;
    }

    /// <summary>Connects without logging on: the key is known, and can be kept or refused, before anything secret is sent.</summary>
    private async Task<SshHostKey> AcceptFirstKeyAsync(CancellationToken cancellationToken)
    {
        var learnt = Path.Combine(folder, ClientConfiguration.LearntHostsFile);
        await using var master = await RunAsync(
            cancellationToken, "-N", "-o", "StrictHostKeyChecking=accept-new", "-o", $"UserKnownHostsFile={ClientConfiguration.LearntHostsFile}",
            "-o", "PreferredAuthentications=none", "-o", "BatchMode=yes");
        var lines = File.Exists(learnt) ? await File.ReadAllTextAsync(learnt, cancellationToken) : "";
        if (KnownHosts.Parse(lines).For(target.Host, SshTarget.DefaultPort) is not [var presented, ..])
        {
            throw ConnectFailure.Classify(target, master.Log, options.ConnectTimeout);
        }

        return target.HostKeys.FirstUse is { } firstUse && await firstUse(presented, cancellationToken)
            ? presented
            : throw SshErrors.HostKeyUnknown(target, presented);
    }

    /// <summary>Returns a client that is connected, or one that has ended.</summary>
    private async Task<SshMaster> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        using var timer = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var master = SshMaster.Start(folder, target, options, time, arguments);
        try
        {
            await master.WaitUntilReadyAsync(either.Token);
            return master;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await master.DisposeAsync();
            throw SshErrors.ConnectTimedOut(target, options.ConnectTimeout, ConnectFailure.HasAnswered(master.Log));
        }
        catch
        {
            await master.DisposeAsync();
            throw;
        }
    }
}
