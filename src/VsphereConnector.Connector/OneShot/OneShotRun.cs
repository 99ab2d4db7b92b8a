using VsphereConnector.Connector.CommandLine;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.OneShot;

/// <summary>
/// Runs a command of this program once, as the account that Windows' own services have: here, where this process has it already, else by a
/// service that is there for this run alone. The output, the exit code and the account are left in a folder.
/// </summary>
internal sealed class OneShotRun(IMachine machine, ConnectorCommand.Once once)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly OneShotSpool _spool = new(machine, once.Folder, once.RunId);
    private readonly string _service = RunNames.Service(once.RunId);

    /// <returns>The exit code of the command; that of a service is in the done marker alone.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (once.AsService)
        {
            return await machine.Services.ServeAsync(_service, ServeAsync);
        }

        return machine.IsLocalSystem ? await RunHereAsync(cancellationToken)
            : machine.IsAdministrator ? await RunByServiceAsync(cancellationToken)
            : await EndAsync(InstallExitCodes.NotPermitted, $"""
                The logon of {machine.Account} is not elevated, so it may not install. Use the built-in Administrator or another account whose logon is elevated, or let the guest alias of SYSTEM be used (tools.conf, [guestoperations], allowLocalSystemImpersonationBypass=true).
                """);
    }

    private async Task<int> ServeAsync(CancellationToken cancellationToken)
    {
        // From now on the system removes it when it stops, also after a crash.
        machine.Services.Delete(_service);
        await RunHereAsync(cancellationToken);
        return 0;
    }

    private async Task<int> RunHereAsync(CancellationToken cancellationToken)
    {
        if (!_spool.TryBegin())
        {
            return InstallExitCodes.Success;
        }

        if (once.Sha256 is { } sha256 && await FileHash.OfAsync(machine.Files, machine.ProgramPath, cancellationToken) != sha256)
        {
            return await EndAsync(InstallExitCodes.Damaged, "The program is not what was sent: its SHA-256 differs.");
        }

        int exitCode;
        await using (var output = _spool.OpenOutput())
        {
            exitCode = await RunCommandAsync(output, cancellationToken);
        }

        _spool.WriteEnd(exitCode);
        return exitCode;
    }

    private async Task<int> RunCommandAsync(StreamWriter output, CancellationToken cancellationToken)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var watching = WatchForCancelAsync(cancelled, ended.Token);
        try
        {
            return await ConnectorProgram.RunAsync(machine, once.Command, output, output, cancelled.Token);
        }
        catch (Exception exception)
        {
            // Whoever waits for the end would wait in vain.
            await output.WriteLineAsync(exception.ToString());
            return InstallExitCodes.Failed;
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }
    }

    private async Task WatchForCancelAsync(CancellationTokenSource cancelled, CancellationToken ended)
    {
        while (!_spool.IsCancelled)
        {
            await Task.Delay(Poll, machine.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }
        }

        await cancelled.CancelAsync();
    }

    private async Task<int> RunByServiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            OneShotService.Sweep(machine.Services);
            await SayAsync($"The logon of {machine.Account} is elevated: the service {_service} runs it as LocalSystem.");
            machine.Services.Create(OneShotService.Of(machine.ProgramPath, once));
        }
        catch (IOException exception)
        {
            return await EndAsync(InstallExitCodes.NotPermitted, exception.Message);
        }

        try
        {
            await RunServiceAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            return await EndAsync(InstallExitCodes.Failed, exception.Message);
        }

        return _spool.ReadEnd()?.ExitCode ?? await EndAsync(InstallExitCodes.Failed, $"The service {_service} ended without saying how.");
    }

    private async Task RunServiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            machine.Services.Start(_service);
            await using var stopping = cancellationToken.Register(() => machine.Services.Stop(_service));
            while (machine.Services.Find(_service) is { State: not ServiceState.Stopped })
            {
                await Task.Delay(Poll, machine.Time, CancellationToken.None);
            }
        }
        finally
        {
            DeleteService();
        }
    }

    private void DeleteService()
    {
        if (machine.Services.Find(_service) is not null)
        {
            machine.Services.Delete(_service);
        }
    }

    private async Task<int> EndAsync(int exitCode, string line)
    {
        await SayAsync(line);
        _spool.WriteEnd(exitCode);
        return exitCode;
    }

    private async Task SayAsync(string line)
    {
        await using var output = _spool.OpenOutput();
        await output.WriteLineAsync(line);
    }
}
