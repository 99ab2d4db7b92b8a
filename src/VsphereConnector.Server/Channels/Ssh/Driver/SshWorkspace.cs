using System.Globalization;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>How an installation works on a Linux machine by SSH: as root, directly or by sudo.</summary>
internal sealed class SshWorkspace(SshConnection connection, SshSudo? sudo) : IGuestWorkspace
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int No = 1, Gone = 3;
    private const string NoRoom = "No space left on device";

    public OperationChannel Road => OperationChannel.Ssh;

    public GuestSystem System => GuestSystem.Linux;

    public string Logon => sudo is null ? $"{connection.Target.User} by SSH" : $"{connection.Target.User} by SSH and sudo";

    public string? FindPassword(string account) => null;

    /// <summary>The connection is logged on; what is left is sudo.</summary>
    public async Task<T> ProveLogonAsync<T>(OperationRun run, Func<Task<T>> first, CancellationToken cancellationToken)
    {
        var made = await first();
        await run.ReportAsync("logon", $"The machine accepts {Logon}.", 15, cancellationToken: cancellationToken);
        return made;
    }

    public async Task MakeFolderAsync(string folder, CancellationToken cancellationToken)
    {
        // The account writes the upload, also where only root may make the folder.
        var (path, above) = (ShellText.Quote(folder), ShellText.Quote(System.FolderOf(folder)));
        var result = await RunAsync(
            $"umask 022; mkdir -p {above} && {{ [ -d {path} ] || mkdir -m 700 {path}; }} && {{ [ -z \"$SUDO_UID\" ] || chown \"$SUDO_UID\" {path}; }}", cancellationToken);
        if (result.ExitCode != 0)
        {
            var why = OutputText.LastLine(result.Error, result.Output);
            throw new WorkspaceRefusedException(why) { IsForRoom = why.Contains(NoRoom, StringComparison.Ordinal) };
        }
    }

    public async Task UploadAsync(InstallFile file, string folder, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        try
        {
            await connection.UploadAsync(new SshUpload(content, System.Join(folder, file.Name)) { Mode = OwnerOnly }, cancellationToken);
        }
        catch (SshException exception) when (exception.Fault is SshFault.FolderMissing or SshFault.FileRefused or SshFault.DiskFull)
        {
            throw new WorkspaceRefusedException(exception.Error.Message.TrimEnd('.'), exception) { IsForRoom = exception.Fault == SshFault.DiskFull };
        }
    }

    /// <summary>In a session of its own, so that it outlives the connection; what follows waits until it has begun.</summary>
    public async Task<StartedRunner> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var script = ShellText.Quote(System.ScriptIn(folder));
        var marker = ShellText.Quote(System.Join(folder, InstallSpool.StartedMarker));
        var result = await RunAsync(
            $$"""
            own=; command -v setsid >/dev/null && own=setsid
            (trap '' HUP; exec $own sh {{script}} </dev/null >/dev/null 2>&1) &
            for i in 1 2 3 4 5 6 7 8 9 10; do [ -d {{marker}} ] && break; sleep 1; done
            echo $!
            """,
            cancellationToken);
        return StartedRunner.Process(long.Parse(result.EnsureSuccess(connection.Target).Output.Trim(), CultureInfo.InvariantCulture));
    }

    public async Task<bool?> WasStartedAsync(string folder, CancellationToken cancellationToken) =>
        (await RunAsync($"cd {ShellText.Quote(folder)} || exit {Gone}; [ -d {InstallSpool.StartedMarker} ] || exit {No}", cancellationToken)).ExitCode switch
        {
            0 => true,
            No => false,
            _ => null,
        };

    public async Task<bool> HasEndedAsync(string folder, long processId, CancellationToken cancellationToken) =>
        (await RunAsync(string.Create(CultureInfo.InvariantCulture, $"kill -0 {processId} 2>/dev/null"), cancellationToken)).ExitCode != 0;

    public async Task<long?> FindRunnerAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await RunAsync(
            $$"""
            for process in /proc/[0-9]*; do
                case "$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null)" in "sh "{{ShellText.Quote(System.ScriptIn(folder))}}" "*) echo "${process#/proc/}" ;; esac
            done | head -n 1
            """,
            cancellationToken);
        return long.TryParse(result.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    public Task EndAsync(string folder, long processId, CancellationToken cancellationToken) =>
        RunAsync(string.Create(CultureInfo.InvariantCulture, $"kill -TERM {processId}"), cancellationToken);

    public async Task<InstallSpool?> ReadSpoolAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await RunAsync($"cd {ShellText.Quote(folder)} && [ -e {InstallSpool.DoneMarker} ] && exec cat {InstallSpool.DoneMarker}", cancellationToken);
        return result.ExitCode == 0 ? InstallSpool.Parse(Encoding.UTF8.GetBytes(result.Output)) : null;
    }

    public async Task<IReadOnlyList<string>> FindWorkFoldersAsync(string tempFolder, CancellationToken cancellationToken)
    {
        var result = await RunAsync($"cd {ShellText.Quote(tempFolder)} && ls -d {RunNames.FolderPrefix}*", cancellationToken);
        return [.. result.Output.Split('\n').Select(name => System.Join(tempFolder, name))];
    }

    public async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await RunAsync($"rm -rf {ShellText.Quote(folder)}", cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new WorkspaceRefusedException(OutputText.LastLine(result.Error, result.Output));
        }
    }

    private Task<SshCommandResult> RunAsync(string script, CancellationToken cancellationToken) =>
        connection.RunAsync(new SshCommand(script) { Sudo = sudo, Timeout = TimeSpan.FromMinutes(1) }, cancellationToken);
}
