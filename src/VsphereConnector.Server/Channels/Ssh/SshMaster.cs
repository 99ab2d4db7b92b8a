using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>The client process that holds a connection; sessions on it are processes of their own that it serves through a socket.</summary>
internal sealed class SshMaster : IAsyncDisposable
{
    public const string Ready = "ready";

    /// <summary>
    /// Ends the client with this server, also when that is killed: its standard input is a pipe from here. A connection in the background
    /// (<c>ControlPersist</c>) would outlive the server.
    /// </summary>
    private const string Guard = """
        exec 3<&0
        "$@" 3<&- </dev/null & client=$!
        { read -r _; kill "$client"; } <&3 >/dev/null 2>&1 & watch=$!
        exec 3<&-
        wait "$client"; status=$?
        kill "$watch" 2>/dev/null
        exit "$status"
        """;

    private readonly ClientProcess _process;
    private readonly ClientLog _log = new();
    private readonly Task _logFilled;
    private readonly SshOptions _options;
    private readonly TimeProvider _time;

    private SshMaster(ClientProcess process, SshOptions options, TimeProvider time)
    {
        _process = process;
        _options = options;
        _time = time;
        _logFilled = _log.FillAsync(process.Error);
    }

    /// <summary>Completes when the connection is no more.</summary>
    public Task Ended => _process.Exited;

    public IReadOnlyList<string> Log => _log.Lines;

    /// <summary>Starts the client; it connects meanwhile.</summary>
    public static SshMaster Start(string folder, SshTarget target, SshOptions options, TimeProvider time, params IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string>();
        if (target.Authentication.Secret is not null)
        {
            environment["SSH_ASKPASS"] = Path.Combine(folder, "..", SecretPipe.ProgramName);
            environment["SSH_ASKPASS_REQUIRE"] = "force";
        }

        if (target.Authentication is SshAgent agent)
        {
            environment["SSH_AUTH_SOCK"] = agent.SocketPath;
        }

        string[] line =
        [
            "/bin/sh", "-c", Guard, "sh", options.Program, "-F", ClientConfiguration.MasterFile, "-l", target.User, .. arguments, ClientConfiguration.Endpoint,
        ];
        return new SshMaster(ClientProcess.Start(folder, line, environment), options, time);
    }

    /// <summary>Waits until the connection came about, or until the client has ended and its log is complete.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(_process.Output, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == Ready)
            {
                return;
            }
        }

        await _process.Exited.WaitAsync(cancellationToken);
        await _logFilled.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Input.Close();
        try
        {
            await _process.Exited.WaitAsync(_options.CleanUpTimeout, _time);
        }
        catch (TimeoutException)
        {
            // It is killed with the process.
        }

        await _process.DisposeAsync();
        await _logFilled;
    }
}
