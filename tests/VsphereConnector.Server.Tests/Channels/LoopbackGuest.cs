using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace VsphereConnector.Server.Tests.Channels;

/// <summary>
/// A machine with servers of its own, on an address of this machine's loopback network that belongs to this test run alone: a script in a
/// mount and a PID namespace. It ends with this object, and with the test run however that ends.
/// </summary>
public abstract class LoopbackGuest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guest-");
    private string? _missing;
    private Process? _process;
    private int _init;

    public string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"127.{80 + RandomNumberGenerator.GetInt32(100)}.{Environment.ProcessId / 256 % 256}.{Environment.ProcessId % 256}");

    /// <summary>Of all its accounts.</summary>
    public string Password { get; } = $"it's \"{Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}\" $HOME \\ %h";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Folder => _folder.FullName;

    /// <summary>The guest's files, as this process sees them.</summary>
    protected string Root => string.Create(CultureInfo.InvariantCulture, $"/proc/{_init}/root");

    /// <summary>Where this test's scripts are.</summary>
    protected static string Scripts(string area) => Path.Combine(Repository(), "tests", "VsphereConnector.Server.Tests", "Channels", area);

    public async ValueTask InitializeAsync()
    {
        _missing = FindMissing();
        if (_missing is null)
        {
            await StartAsync();
        }
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
        GC.SuppressFinalize(this);
    }

    /// <summary>Skips the test where there can be no guest, and says why.</summary>
    public void Require() => Assert.SkipWhen(_missing is not null, _missing ?? "");

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

    protected static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VsphereConnector.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository.");
        }

        return folder;
    }

    /// <summary>What it needs on PATH, and the Debian packages that have it.</summary>
    protected abstract (string[] Programs, string Packages) Needs { get; }

    /// <summary>Calls <see cref="BootAsync"/>; says by <see cref="CannotStart"/> if it cannot.</summary>
    protected abstract Task StartAsync();

    protected void CannotStart(string why) => _missing = why;

    /// <summary>Runs the guest's script, which reads the password, prints a line that begins with <c>ready</c>, and waits for the end of its input.</summary>
    /// <returns>That line's rest; null: it does not start here.</returns>
    protected async Task<string?> BootAsync(string script, params string[] arguments)
    {
        _process = Start(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", script, .. arguments]);
        await _process.StandardInput.WriteLineAsync(Password.AsMemory(), Token);
        await _process.StandardInput.FlushAsync(Token);
        var error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await _process.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                var children = await File.ReadAllTextAsync($"/proc/{_process.Id}/task/{_process.Id}/children", Token);
                _init = int.Parse(children.Trim(), CultureInfo.InvariantCulture);
                return line["ready".Length..].Trim();
            }
        }

        CannotStart($"This machine does not let a guest start: {await error}");
        return null;
    }

    /// <summary>What a command prints in the guest's namespaces, as root and beside the product.</summary>
    protected async Task<string> EnterAsync(params string[] line)
    {
        var result = await RunAsync(["nsenter", "--target", _init.ToString(CultureInfo.InvariantCulture), "--mount", "--pid", .. line]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Trim();
    }

    private string? FindMissing()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/etc/debian_version") || !Environment.IsPrivilegedProcess)
        {
            return "A guest with servers of its own needs Debian and root.";
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var missing = Needs.Programs.Where(program => !File.Exists(program) && !path.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        return missing.Count == 0 ? null : $"A guest with servers of its own needs {string.Join(", ", missing)} (Debian: {Needs.Packages}).";
    }
}
