using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>
/// A real Debian with its own sshd, sudo, accounts and processes, on an address of this machine's loopback network that belongs to this test
/// run alone. It ends with this object, and with the test run however that ends.
/// </summary>
public sealed class SshGuest : IAsyncLifetime
{
    public const int Port = 20022;
    public const int PortWithoutSftp = Port + 1;

    private static readonly string[] Programs = ["ssh", "ssh-keygen", "ssh-agent", "unshare", "nsenter", "debootstrap"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ssh-guest-");
    private string? _missing;
    private Process? _process;
    private int _init;

    public string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"127.{80 + RandomNumberGenerator.GetInt32(100)}.{Environment.ProcessId / 256 % 256}.{Environment.ProcessId % 256}");

    public string Password { get; } = $"it's \"{Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}\" $HOME \\ %h";

    /// <summary>A private key that root and free are known by.</summary>
    public string KeyFile => Path.Combine(_folder.FullName, "the key");

    internal SshHostKey HostKey { get; private set; } = new("", "");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _missing = FindMissing();
        if (_missing is not null)
        {
            return;
        }

        var lab = Path.Combine(Repository(), "tests", "VsphereConnector.Lab.Tests", "scripts", "rootfs.sh");
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home : "/var/cache";
        var made = await RunAsync("sh", lab, Path.Combine(cache, "vsphere-connector-lab"));
        if (made.ExitCode != 0)
        {
            _missing = $"The guest's files cannot be made: {made.Error}";
            return;
        }

        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", KeyFile);
        await BootAsync(made.Output.Trim().Split('\n')[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Skips the test where there can be no guest, and says why.</summary>
    public void Require() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>What a shell command prints in the guest, as root and beside the product.</summary>
    public async Task<string> ShellAsync(string script)
    {
        var result = await RunAsync("nsenter", "--target", _init.ToString(CultureInfo.InvariantCulture), "--mount", "--pid", "chroot", "/mnt/root", "sh", "-c", script);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Trim();
    }

    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] line)
    {
        using var process = Start(line);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output, await error);
    }

    internal static Process Start(params string[] line) => Process.Start(new ProcessStartInfo(line[0], line.Skip(1))
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/etc/debian_version") || !Environment.IsPrivilegedProcess)
        {
            return "A real sshd needs Debian and root.";
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var missing = Programs.Where(program => !path.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        return missing.Count == 0 ? null : $"A real sshd in a guest needs {string.Join(", ", missing)} (Debian: openssh-client, util-linux, debootstrap).";
    }

    private async Task BootAsync(string rootFileSystem)
    {
        var script = Path.Combine(Repository(), "tests", "VsphereConnector.Server.Tests", "Channels", "Ssh", "ssh-guest.sh");
        _process = Start(
            "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", script, rootFileSystem, Address, Port.ToString(CultureInfo.InvariantCulture), KeyFile + ".pub");
        await _process.StandardInput.WriteLineAsync(Password.AsMemory(), Token);
        await _process.StandardInput.FlushAsync(Token);
        var error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await _process.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                Assert.True(SshHostKey.TryParse(line["ready ".Length..], out var key));
                HostKey = key;
                var children = await File.ReadAllTextAsync($"/proc/{_process.Id}/task/{_process.Id}/children", Token);
                _init = int.Parse(children.Trim(), CultureInfo.InvariantCulture);
                return;
            }
        }

        _missing = $"This machine does not let a guest start: {await error}";
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VsphereConnector.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository.");
        }

        return folder;
    }
}

[CollectionDefinition(Name)]
public sealed class SshGuestCollection : ICollectionFixture<SshGuest>
{
    public const string Name = "ssh guest";
}
