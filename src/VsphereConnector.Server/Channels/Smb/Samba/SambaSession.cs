using System.Text;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb.Samba;

/// <summary>
/// A running <c>smbclient</c>, which logs on once and takes commands from a pipe. It ends with this server, also when that is killed: its
/// standard input ends then.
/// </summary>
internal sealed class SambaSession : IAsyncDisposable
{
    // smbclient shows no prompt to a pipe. This command asks the other side nothing, and its answer is no other command's.
    private const string MarkCommand = "pwd";
    private const string Mark = "Current directory is ";

    // smbclient waits for its input before it looks into what it has read already; unbuffered, it reads one line at a time.
    private static readonly string[] Unbuffered = ["stdbuf", "-i0"];

    private const int MaxLines = 20_000;

    // Samba's client loses the connection also by a disk that is full in the middle of its writes: the answers to some of them find no request.
    private static readonly string[] Lost =
        ["CONNECTION_DISCONNECTED", "CONNECTION_RESET", "CONNECTION_ABORTED", "INVALID_NETWORK_RESPONSE", "IO_TIMEOUT", "NETWORK_NAME_DELETED", "USER_SESSION_DELETED"];

    private readonly SambaClient _client;
    private readonly ClientProcess _process;
    private readonly StreamReader _answers;
    private bool _isLost;

    private SambaSession(SambaClient client, ClientProcess process)
    {
        _client = client;
        _process = process;
        _answers = new StreamReader(process.Error);
    }

    /// <summary>A program that has lost its connection may go on reading commands, and fails them all.</summary>
    public bool IsOpen => !_isLost && !_process.Exited.IsCompleted;

    public static async Task<SambaSession> OpenAsync(SambaClient client, string share, CancellationToken cancellationToken)
    {
        using var logon = SambaLogon.Write(client.Folder, client.Target);
        string[] line = [.. Unbuffered, client.Options.FileProgram, $"//{client.Target.Host}/{share}", "--stderr", "--quiet", "-t", $"{client.Options.CommandTimeout.TotalSeconds:0}"];
        var session = new SambaSession(client, client.Start(logon, line));
        try
        {
            await session.RunAsync("", client.Options.ConnectTimeout, line => SmbErrors.OfConnection(client.Target, share, StatusOf(line), line), cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns what a command answered, line by line.</summary>
    public Task<IReadOnlyList<string>> RunAsync(string command, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync($"{command}\n", limit, line => SmbErrors.ConnectionLost(_client.Target, line), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _answers.Dispose();
    }

    /// <summary>A machine that speaks none of the dialects hangs up, as one does that goes away; of encryption smbclient tells without a status.</summary>
    private static string StatusOf(string line) =>
        line.StartsWith("protocol negotiation failed", StringComparison.Ordinal) ? "INVALID_NETWORK_RESPONSE"
        : line.StartsWith("Encryption required", StringComparison.Ordinal) ? "NOT_SUPPORTED"
        : SmbStatus.Find(line) ?? "nothing";

    private Task<IReadOnlyList<string>> RunAsync(string command, TimeSpan limit, Func<string, SmbException> lost, CancellationToken cancellationToken) =>
        _client.WithinAsync<IReadOnlyList<string>>(
            limit,
            async token =>
            {
                try
                {
                    await _process.Input.WriteAsync(Encoding.UTF8.GetBytes($"{command}{MarkCommand}\n"), token);
                    await _process.Input.FlushAsync(token);
                    return await ReadToMarkAsync(lost, token);
                }
                catch (OperationCanceledException)
                {
                    _process.Kill(); // its answer would be taken for the next one's
                    throw;
                }
                catch (IOException)
                {
                    return await ReadToMarkAsync(lost, token); // it has ended: its last words say why
                }
            },
            cancellationToken);

    private async Task<List<string>> ReadToMarkAsync(Func<string, SmbException> lost, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        while (await _answers.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return lines;
            }

            _isLost |= SmbStatus.Find(line) is { } status && Lost.Contains(status);
            if (lines.Count < MaxLines)
            {
                lines.Add(line);
            }
        }

        throw lost(OutputText.LastLine(string.Join('\n', lines)));
    }
}
