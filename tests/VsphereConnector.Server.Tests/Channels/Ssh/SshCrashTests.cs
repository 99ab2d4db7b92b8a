using System.Diagnostics;
using System.Globalization;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SshCrashTests(SshGuest guest) : SshTest(guest)
{
    [Fact]
    public async Task WhenTheServerIsKilled_ThenItsConnectionsEndAndTheNextStartClearsUp()
    {
        using var server = CrashingServer.Start(ConnectionsFolder, As("free", Key));
        var printed = server.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var socket = Path.Combine(ConnectionsFolder, "1", ClientConfiguration.Socket);
        while (!File.Exists(socket))
        {
            Assert.False(server.HasExited, server.HasExited ? await printed : "");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        Assert.NotEmpty(FindProcesses());

        server.Kill();

        while (FindProcesses().Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        _ = new SshConnections(Options, TimeProvider.System);
        Assert.Empty(Directory.EnumerateDirectories(ConnectionsFolder));
    }

    /// <summary>Those that work in the folders of the killed server.</summary>
    private List<string> FindProcesses() => [.. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        .Where(folder => WorkingFolder(folder)?.StartsWith(ConnectionsFolder, StringComparison.Ordinal) == true)];

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }
}

/// <summary>Not a test: the process that is killed by one.</summary>
public sealed class CrashingServer
{
    private const string Variable = "SSH_CRASHING_SERVER";

    internal static Process Start(string folder, SshTarget target)
    {
        var name = $"{typeof(CrashingServer).FullName}.{nameof(OpenAConnectionAndWait)}";
        var info = new ProcessStartInfo("dotnet", ["exec", typeof(CrashingServer).Assembly.Location, "-explicit", "only", "-method", name])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var key = (SshPrivateKey)target.Authentication;
        var hostKey = target.HostKeys.Known[0];
        info.Environment[Variable] = string.Join('|', folder, target.Host, target.Port.ToString(CultureInfo.InvariantCulture), target.User, key.Path, hostKey.Type, hostKey.Blob);
        return Process.Start(info)!;
    }

    [Fact(Explicit = true)]
    public async Task OpenAConnectionAndWait()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Variable) is null, "It is started by another test.");
        var values = Environment.GetEnvironmentVariable(Variable)!.Split('|');
        var connections = new SshConnections(new SshOptions { Folder = values[0] }, TimeProvider.System);
        await using var connection = await connections.OpenAsync(
            new SshTarget
            {
                Host = values[1],
                Port = int.Parse(values[2], CultureInfo.InvariantCulture),
                User = values[3],
                Authentication = new SshPrivateKey(values[4]),
                HostKeys = new SshHostKeyPolicy([new SshHostKey(values[5], values[6])]),
            },
            TestContext.Current.CancellationToken);
        await connection.RunAsync(new SshCommand("sleep 600") { Timeout = TimeSpan.FromMinutes(10) }, TestContext.Current.CancellationToken);
    }
}
