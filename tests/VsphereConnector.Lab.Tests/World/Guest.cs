using System.Diagnostics;
using System.Globalization;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>A real Linux guest: its own processes, network, host name and files, on Debian's own userland.</summary>
internal sealed class Guest(Hub hub, GuestSpec spec, string rootFileSystem, IReadOnlyList<GuestMount> mounts) : IAsyncDisposable
{
    private static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(30);

    private LongRunning? _boot;
    private int _boots;

    public GuestSpec Spec => spec;

    /// <summary>The file system that all guests share.</summary>
    public string SharedFiles => rootFileSystem;

    /// <summary>Its first process, by its id out here.</summary>
    public int Init { get; private set; }

    /// <summary>Its first process, by its id inside the hub.</summary>
    public int InitInHub => ProcessIds.InNamespace(Init, 1);

    /// <summary>What the guest has written, above the file system that all guests share.</summary>
    public string Layer => Path.Combine(hub.FolderFromOutside, "guests", spec.Name, "upper");

    /// <summary>All files of the running guest, as they are reached from out here.</summary>
    public string Files => string.Create(CultureInfo.InvariantCulture, $"/proc/{Init}/root");

    private string Link => string.Create(CultureInfo.InvariantCulture, $"{spec.Link}b{_boots}");

    public async Task BootAsync(CancellationToken token)
    {
        _boots++;
        _boot = hub.Start(spec.Name, ["unshare", "--net", "--mount", "--uts", "--ipc", "sh", LabFiles.Script("guest.sh"),
            spec.Name, spec.Address + "/24", Hub.Address, spec.HardwareAddress, Link, spec.BiosUuid.ToString(),
                rootFileSystem, LabFiles.Script("guest-init.sh"), .. mounts.Select(mount => mount.ToString())]);
        await _boot.WaitForLineAsync(line => line == "booted", BootTimeout, token);
        var inHub = ProcessIds.ChildOf(_boot.Id);
        Init = (inHub is { } unshare ? ProcessIds.ChildOf(unshare) : null)
            ?? throw new InvalidOperationException($"{spec.Name} ended at once.{Environment.NewLine}{_boot.Log}");
    }

    /// <summary>Stops the services, ends all processes, and waits until the guest is off.</summary>
    public async Task ShutDownAsync(CancellationToken token)
    {
        var running = _boot ?? throw new InvalidOperationException($"{spec.Name} is not running.");
        await Command.RunAsync(["kill", "-TERM", Init.ToString(CultureInfo.InvariantCulture)], token);
        await running.WaitForExitAsync(BootTimeout, token);
        _boot = null;
    }

    /// <summary>Runs a command in the guest as root, to see how things are there.</summary>
    public Task<CommandResult> RunAsync(CancellationToken token, params IEnumerable<string> line) =>
        Command.RunAsync(["nsenter", "--target", Init.ToString(CultureInfo.InvariantCulture),
            "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd", "--", .. line], token);

    /// <summary>What a shell command prints in the guest; it must succeed.</summary>
    public async Task<string> ShellAsync(string script, CancellationToken token) =>
        (await RunAsync(token, "sh", "-c", script)).EnsureSuccess().Output;

    public Task CutNetworkAsync(CancellationToken token) => SetLinkAsync("down", token);

    public Task RestoreNetworkAsync(CancellationToken token) => SetLinkAsync("up", token);

    /// <summary>Nothing goes out any more to this port of other machines; what else the guest has to say to them goes on.</summary>
    public async Task CutPortAsync(int port, CancellationToken token) => await ShellAsync(
        FormattableString.Invariant($"ip rule add pref 10 ipproto 6 dport {port} blackhole && ip route flush cache"), token);

    public async Task RestorePortAsync(int port, CancellationToken token) => await ShellAsync(
        FormattableString.Invariant($"ip rule del pref 10 ipproto 6 dport {port} blackhole && ip route flush cache"), token);

    public async ValueTask DisposeAsync()
    {
        if (_boot is null)
            return;

        try
        {
            using var init = Process.GetProcessById(Init);
            init.Kill(); // the kernel ends the rest of the guest with it
        }
        catch (ArgumentException)
        {
            // it has ended by itself
        }

        await _boot.DisposeAsync();
        _boot = null;
    }

    private async Task SetLinkAsync(string state, CancellationToken token) =>
        (await hub.RunAsync(["ip", "link", "set", Link, state], token)).EnsureSuccess();
}
