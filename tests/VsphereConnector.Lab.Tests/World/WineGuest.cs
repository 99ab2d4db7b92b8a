using System.Diagnostics;
using System.Globalization;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>A Windows guest as far as Wine is Windows: its own processes, services, registry, network and files.</summary>
internal sealed class WineGuest(Hub hub, GuestSpec spec, string template) : IAsyncDisposable
{
    private const string Wine = "/usr/lib/wine/wine64";

    private static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(120), CommandTimeout = TimeSpan.FromSeconds(120);

    private LongRunning? _boot, _shares;
    private int _init;

    public GuestSpec Spec => spec;

    public static bool CanRun => File.Exists(Wine);

    /// <summary>Its first process, by its id inside the hub.</summary>
    public int InitInHub => ProcessIds.InNamespace(_init, 1);

    /// <summary>Where Wine has its files, inside.</summary>
    public string Prefix => $"{Hub.Folder}/guests/{spec.Name}/prefix";

    /// <summary>All files of its drive C, as they are reached from out here.</summary>
    public string Files => string.Create(CultureInfo.InvariantCulture, $"/proc/{_init}/root{Prefix}/drive_c");

    /// <summary>What the guest has written, above the files that all of them share.</summary>
    public string Layer => Path.Combine(hub.FolderFromOutside, "guests", spec.Name, "upper", "drive_c");

    public async Task BootAsync(CancellationToken token)
    {
        _boot = hub.Start(spec.Name, ["unshare", "--net", "--mount", "--uts", "--ipc", "sh", LabFiles.Script("wine-guest.sh"),
            spec.Name, spec.Address + "/24", Hub.Address, spec.HardwareAddress, spec.Link + "w", spec.BiosUuid.ToString(),
            template, LabFiles.Script("wine-init.sh")]);
        await _boot.WaitForLineAsync(line => line == "booted", BootTimeout, token);
        var inHub = ProcessIds.ChildOf(_boot.Id);
        _init = (inHub is { } unshare ? ProcessIds.ChildOf(unshare) : null)
            ?? throw new InvalidOperationException($"{spec.Name} ended at once.{Environment.NewLine}{_boot.Log}");
    }

    /// <summary>Runs a program of Windows in the guest, to see how things are there.</summary>
    public Task<CommandResult> RunAsync(CancellationToken token, params IEnumerable<string> line) => EnterAsync(token, [Wine, .. line]);

    /// <summary>What a command of cmd.exe prints; it must succeed.</summary>
    public async Task<string> CommandAsync(string command, CancellationToken token) =>
        (await RunAsync(token, "cmd.exe", "/d", "/c", command)).EnsureSuccess().Output.ReplaceLineEndings("\n");

    /// <summary>Shares drive C and the services over SMB, as Windows does, with Administrator for the only account.</summary>
    public async Task ShareAsync(string password, CancellationToken token)
    {
        _shares = new LongRunning(spec.Name, [.. Entering, "sh", LabFiles.Script("wine-smb.sh"), LabFiles.Script(""), $"{Hub.Folder}/guests/{spec.Name}/smb", spec.Address, password]);
        await _shares.WaitForLineAsync(line => line == "shared", BootTimeout, token);
    }

    /// <summary>Nothing goes out any more to this port of other machines.</summary>
    public async Task CutPortAsync(int port, CancellationToken token) => (await EnterAsync(
        token, "ip", "rule", "add", "pref", "10", "ipproto", "6", "dport", port.ToString(CultureInfo.InvariantCulture), "blackhole")).EnsureSuccess();

    public async Task RestorePortAsync(int port, CancellationToken token) => (await EnterAsync(
        token, "ip", "rule", "del", "pref", "10", "ipproto", "6", "dport", port.ToString(CultureInfo.InvariantCulture), "blackhole")).EnsureSuccess();

    /// <summary>The command lines of the processes that run.</summary>
    public async Task<IReadOnlyList<string>> ProcessesAsync(CancellationToken token) =>
        (await EnterAsync(token, "ps", "-e", "-o", "args=")).Output.Split('\n');

    /// <summary>
    /// Waits until a program runs so many times. One that has ended, such as the one that asked whether an agent is ready, is there a moment
    /// longer, and one that is just being started has its parent's command line.
    /// </summary>
    public Task WaitForCountAsync(string program, int count, TimeSpan patience, CancellationToken token) => Eventually.TrueAsync(
        async () => (await ProcessesAsync(token)).Count(process => process.Contains(program, StringComparison.OrdinalIgnoreCase)) == count,
        () => $"there are more or fewer than {count} of {program}",
        patience,
        token);

    /// <summary>All that a guest has written below a folder of its drive C, by its path there.</summary>
    public IReadOnlyList<string> Written(string folder)
    {
        var path = Path.Combine(Layer, folder);
        return Directory.Exists(path) ? [.. Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories).Select(entry => Path.GetRelativePath(path, entry))] : [];
    }

    /// <summary>Waits until nothing that begins so is below a folder of drive C; what keeps it there is said otherwise.</summary>
    public async Task WaitUntilGoneAsync(string folder, string beginning, TimeSpan patience, CancellationToken token)
    {
        IReadOnlyList<string> processes = [];
        await Eventually.TrueAsync(
            async () =>
            {
                processes = await ProcessesAsync(token);
                return !Written(folder).Any(path => path.StartsWith(beginning, StringComparison.Ordinal));
            },
            () => $"left: {string.Join(", ", Written(folder))}; below windows/temp: {string.Join(", ", Written("windows/temp"))}; running: {string.Join(Environment.NewLine, processes)}",
            patience,
            token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_boot is null)
            return;

        try
        {
            using var init = Process.GetProcessById(_init);
            init.Kill(); // the kernel ends the rest of the guest with it
        }
        catch (ArgumentException)
        {
            // it has ended by itself
        }

        await _boot.DisposeAsync();
        _boot = null;
        if (_shares is not null)
            await _shares.DisposeAsync();
    }

    private IReadOnlyList<string> Entering =>
        ["nsenter", "--target", _init.ToString(CultureInfo.InvariantCulture), "--mount", "--uts", "--ipc", "--net", "--pid", "--",
            "setarch", "--addr-no-randomize", "env", "WINEPREFIX=" + Prefix, "WINEDEBUG=-all"];

    private Task<CommandResult> EnterAsync(CancellationToken token, params IEnumerable<string> line) =>
        Command.RunAsync([.. Entering, .. line], token, timeout: CommandTimeout);
}
