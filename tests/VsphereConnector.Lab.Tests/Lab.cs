using VsphereConnector.Lab.Tests.World;

[assembly: CollectionBehavior(MaxParallelThreads = 4)]

namespace VsphereConnector.Lab.Tests;

/// <summary>The world of a collection of tests: a network, a vCenter, and guests as the tests want them.</summary>
public sealed class Lab : IAsyncLifetime
{
    private const int Machines = 150;

    private readonly Queue<GuestSpec> _free = new(Enumerable.Range(1, Machines).Select(GuestSpec.Numbered));
    private string? _missing;
    private Hub? _hub;
    private Vcsim? _vcsim;
    private string? _rootFileSystem;

    internal Hub Hub => _hub ?? throw new InvalidOperationException("The lab is not running.");

    internal Vcsim Vcsim => _vcsim ?? throw new InvalidOperationException("The lab is not running.");

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        _missing = await LabRequirements.FindMissingAsync(token);
        if (_missing is not null)
            return;

        var program = await LabFiles.VcsimAsync(token);
        _rootFileSystem = await LabFiles.RootFileSystemAsync(token);
        _hub = await Hub.StartAsync(token);
        _vcsim = await Vcsim.StartAsync(_hub, program, _free, token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_vcsim is not null)
            await _vcsim.DisposeAsync();
        if (_hub is not null)
            await _hub.DisposeAsync();
    }

    /// <summary>Skips the test where the lab cannot run, and says why.</summary>
    internal void Require() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>A machine of the vCenter that nobody uses yet; it is powered off.</summary>
    internal GuestSpec TakeMachine() => _free.Dequeue();

    /// <summary>A guest that is up.</summary>
    internal Task<Guest> BootGuestAsync(CancellationToken token, params IReadOnlyList<GuestMount> mounts) =>
        BootAsync(new Guest(Hub, TakeMachine(), _rootFileSystem!, mounts), token);

    /// <summary>A guest that has dnf and zypper besides.</summary>
    internal async Task<Guest> BootRpmGuestAsync(CancellationToken token) =>
        await BootAsync(new Guest(Hub, TakeMachine(), $"{await LabFiles.RpmLayerAsync(_rootFileSystem!, token)}:{_rootFileSystem}", []), token);

    /// <summary>A Windows guest that is up; skips the test where there is no Wine.</summary>
    internal async Task<WineGuest> BootWindowsAsync(CancellationToken token)
    {
        Assert.SkipUnless(WineGuest.CanRun, "Windows guests need wine64: run tests/VsphereConnector.Lab.Tests/install-packages.sh.");
        var guest = new WineGuest(Hub, TakeMachine(), await LabFiles.WinePrefixAsync(token));
        await guest.BootAsync(token);
        await Vcsim.PowerOnAsync(guest, token);
        return guest;
    }

    /// <summary>A clone as vSphere makes it: the same files, another machine.</summary>
    internal async Task<Guest> CloneGuestAsync(Guest original, CancellationToken token)
    {
        var clone = new Guest(Hub, TakeMachine(), _rootFileSystem!, []);
        Directory.CreateDirectory(Path.GetDirectoryName(clone.Layer)!);
        (await Command.RunAsync(["cp", "--archive", original.Layer, clone.Layer], token)).EnsureSuccess();
        return await BootAsync(clone, token);
    }

    /// <summary>A guest that is up, behind a machine that vCenter still has powered off.</summary>
    internal async Task<Guest> BootBehindAsync(GuestSpec machine, CancellationToken token, Guest? original = null)
    {
        var guest = new Guest(Hub, machine, _rootFileSystem!, []);
        if (original is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(guest.Layer)!);
            (await Command.RunAsync(["cp", "--archive", original.Layer, guest.Layer], token)).EnsureSuccess();
        }

        await guest.BootAsync(token);
        return guest;
    }

    private async Task<Guest> BootAsync(Guest guest, CancellationToken token)
    {
        await guest.BootAsync(token);
        await Vcsim.PowerOnAsync(guest, token);
        return guest;
    }
}

/// <summary>How a connector gets into the machines of a vCenter, and what may come between.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<Lab>
{
    public const string Name = "lab";
}

/// <summary>What connectors do: in a world of its own beside the others, because all of them mostly wait.</summary>
[CollectionDefinition(Name)]
public sealed class OperationsLabCollection : ICollectionFixture<Lab>
{
    public const string Name = "lab of operations";
}

/// <summary>Machines that are reached by other drivers; likewise.</summary>
[CollectionDefinition(Name)]
public sealed class DriversLabCollection : ICollectionFixture<Lab>
{
    public const string Name = "lab of drivers";
}

/// <summary>Machines that have Windows; likewise.</summary>
[CollectionDefinition(Name)]
public sealed class WindowsLabCollection : ICollectionFixture<Lab>
{
    public const string Name = "lab of Windows";
}
