using System.Text;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>Where a password can be seen while it is used. It is looked for in every process of this machine, the guest's among them.</summary>
public sealed class SshSecrecyTests(SshGuest guest) : SshTest(guest)
{
    /// <summary>Does what the real one does, and keeps the secret until it may go on.</summary>
    private const string SlowProgram = """
        #!/bin/sh
        case "$1" in *password*) ;; *) exit 1 ;; esac
        secret=$("$(dirname "$0")/askpass.real" "$1")
        touch asked
        until [ -e go-on ]; do sleep 0.05; done
        printf '%s\n' "$secret"
        """;

    [Fact]
    public async Task WhenAPasswordIsUsed_ThenNoProcessAndNoFileShowsIt()
    {
        var program = Path.Combine(ConnectionsFolder, SecretPipe.ProgramName);
        File.Move(program, program + ".real");
        await SshGuest.RunAsync("sh", "-c", "cat >\"$1\" <<END\n" + SlowProgram.Replace("$", "\\$", StringComparison.Ordinal) + "\nEND\nchmod 700 \"$1\"", "sh", program);
        var opening = OpenAsync("asks");
        var folder = Path.Combine(ConnectionsFolder, "1");
        while (!File.Exists(Path.Combine(folder, "asked")))
        {
            Assert.False(opening.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        Assert.NotEmpty(FindProcesses("SSH_ASKPASS=")); // it would be seen
        AssertUnseen();
        Assert.False(File.Exists(Path.Combine(folder, "secret")));

        await File.WriteAllTextAsync(Path.Combine(folder, "go-on"), "", Token);
        await using (var connection = await opening)
        {
            using var input = new HeldStream();
            var running = connection.RunAsync(new SshCommand("cat; sleep 0") { Sudo = new SshSudo(Guest.Password), Input = input }, Token);
            await input.Read.WaitAsync(Token); // sudo has its password
            Assert.NotEmpty(FindProcesses("sudo"));
            AssertUnseen();
            input.End();
            Assert.Equal(0, (await running).ExitCode);
        }

        Assert.Empty(Directory.EnumerateDirectories(ConnectionsFolder));
    }

    [Fact]
    public async Task WhenALogonFails_ThenNothingIsLeftAndTheErrorDoesNotTellTheSecret()
    {
        var refused = await RefusedAsync(As("asks", new SshPassword("not the right one")));

        Assert.DoesNotContain("not the right one", $"{refused}{refused.Error}{As("asks", new SshPassword("not the right one"))}", StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(ConnectionsFolder));
        Assert.Empty(FindProcesses(ConnectionsFolder));
    }

    private void AssertUnseen()
    {
        Assert.Empty(FindProcesses(Guest.Password));
        foreach (var file in Directory.EnumerateFiles(ConnectionsFolder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0))
        {
            Assert.DoesNotContain(Guest.Password, File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    /// <summary>The processes that show a text in their arguments or their environment.</summary>
    private static List<string> FindProcesses(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .Where(folder => Read(folder, "cmdline").AsSpan().IndexOf(wanted) >= 0 || Read(folder, "environ").AsSpan().IndexOf(wanted) >= 0)];
    }

    private static byte[] Read(string process, string file)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(process, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended
        }
    }

    /// <summary>Ends when it is told to.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public new Task Read => _read.Task;

        public void End() => _end.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _read.TrySetResult();
            await _end.Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
