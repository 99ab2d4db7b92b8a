using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>An open connection. Commands and uploads run on it side by side, and none of them logs on again.</summary>
internal sealed class SshConnection : IAsyncDisposable
{
    private readonly string _folder;
    private readonly SshMaster _master;
    private readonly SshLease? _jump;
    private readonly SshOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sessions, _channels;

    internal SshConnection(string folder, SshTarget target, SshMaster master, SshLease? jump, SshOptions options, TimeProvider time)
    {
        _folder = folder;
        Target = target;
        _master = master;
        _jump = jump;
        _options = options;
        _time = time;
        _sessions = new SemaphoreSlim(options.MaxSessions);
        _channels = new SemaphoreSlim(Math.Max(1, options.MaxSessions / 2));
    }

    /// <summary>What it is connected to, with the host keys that were accepted.</summary>
    public SshTarget Target { get; }

    /// <summary>The groups of an account are those that it had when it was logged on: where sudo says no, the next use logs on anew.</summary>
    public bool IsOutdated { get; private set; }

    /// <summary>Completes when the connection is no more.</summary>
    public Task Ended => _master.Ended;

    /// <summary>Runs a command to its end. Where it is broken off, what it started on the other side is ended as well.</summary>
    /// <exception cref="SshException">It did not start, was not done in time, or nobody knows how it ended.</exception>
    public async Task<SshCommandResult> RunAsync(SshCommand command, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(command.Timeout, command.IdleTimeout, _time, cancellationToken);
        try
        {
            return await InSessionAsync(() => new CommandRun(this, command, deadline).ToEndAsync(), deadline, command);
        }
        catch (SshException exception) when (exception.Fault == SshFault.SudoNotPermitted)
        {
            IsOutdated = true;
            throw;
        }
    }

    /// <summary>Waits for a place for a command that runs for long: such leave half of the sessions to short ones, which they may wait for.</summary>
    public async Task<IAsyncDisposable> EnterChannelAsync(CancellationToken cancellationToken)
    {
        await _channels.WaitAsync(cancellationToken);
        return new SshLease(this, () =>
        {
            _channels.Release();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Puts a file into place: whole, checked by its SHA-256, and with its mode; or not at all.</summary>
    public Task<SshUploadResult> UploadAsync(SshUpload upload, CancellationToken cancellationToken) =>
        new Uploading(this, upload, _options, _time).ToEndAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        PrivateFile.DeleteFolder(_folder);
        if (_jump is not null)
        {
            await _jump.DisposeAsync();
        }

        _sessions.Dispose();
        _channels.Dispose();
    }

    /// <summary>A process whose pipes are those of a command on the other side; with <c>-s</c> first, of a subsystem.</summary>
    internal ClientProcess StartSession(params IEnumerable<string> arguments) =>
        ClientProcess.Start(_folder, [_options.Program, "-F", ClientConfiguration.SessionFile, .. arguments]);

    /// <summary>Takes one of the sessions that the other side allows at once.</summary>
    internal async Task<T> InSessionAsync<T>(Func<Task<T>> work, Deadline deadline, SshCommand? command = null)
    {
        try
        {
            await _sessions.WaitAsync(deadline.Token);
            try
            {
                return await work();
            }
            finally
            {
                _sessions.Release();
            }
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            throw command is null ? SshErrors.UploadStalled(Target, _options.TransferTimeout)
                : SshErrors.CommandTimedOut(Target, deadline.WasIdle ? command.IdleTimeout : command.Timeout);
        }
    }

    /// <summary>Whether the connection still stands, after a session ended as it does where a connection breaks, or a program says so.</summary>
    internal async Task<bool> IsAliveAsync()
    {
        await using var check = StartSession("-O", "check", ClientConfiguration.Endpoint);
        try
        {
            return await check.Exited.WaitAsync(_options.CleanUpTimeout, _time) == 0;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends what a command that was broken off has started; as well as that can be done.</summary>
    internal async Task EndGroupAsync(int group, SshSudo? sudo)
    {
        var script = $"kill -s TERM -- -{group} || exit 0; for i in 1 2 3; do sleep 1; kill -s 0 -- -{group} || exit 0; done; kill -s KILL -- -{group}";
        var command = new SshCommand(script) { Sudo = sudo, Timeout = _options.CleanUpTimeout };
        using var deadline = new Deadline(command.Timeout, command.IdleTimeout, _time, CancellationToken.None);
        try
        {
            await new CommandRun(this, command, deadline).ToEndAsync();
        }
        catch (Exception exception) when (exception is SshException or OperationCanceledException)
        {
            // The connection is gone, or the machine hangs; the caller's own error is the one that counts.
        }
    }

    /// <summary>How the connection to a machine behind this one goes through it.</summary>
    internal string ProxyCommandTo(SshTarget target)
    {
        var program = ShellText.Quote(_options.Program).Replace("%", "%%", StringComparison.Ordinal);
        var socket = $"../{Path.GetFileName(_folder)}/{ClientConfiguration.Socket}";
        return $"{program} -F {ClientConfiguration.SessionFile} -S {socket} -W {ShellText.Quote(target.Address)} {ClientConfiguration.Endpoint}";
    }
}
