using System.Globalization;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>
/// The world of one test run: a network with a bridge, a PID and a mount namespace of its own, and a memory file system. When its
/// first process ends, the kernel removes all of it: processes, interfaces, mounts and files. It ends with this object, and also
/// when the test run is killed, because its standard input is a pipe from here. So nothing has to be cleaned up, ever.
/// </summary>
internal sealed class Hub : IAsyncDisposable
{
    /// <summary>Where the memory file system is, for the programs inside.</summary>
    public const string Folder = "/mnt";

    /// <summary>The address of the hub, which server and vCenter use. The network exists inside the hub alone.</summary>
    public const string Address = "10.77.0.1";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly LongRunning _unshare;

    private Hub(LongRunning unshare, int process)
    {
        _unshare = unshare;
        Process = process;
    }

    /// <summary>The first process of the hub, by its id out here.</summary>
    public int Process { get; }

    /// <summary>The memory file system as it is reached from out here.</summary>
    public string FolderFromOutside => string.Create(CultureInfo.InvariantCulture, $"/proc/{Process}/root{Folder}");

    public static async Task<Hub> StartAsync(CancellationToken token)
    {
        var world = new LongRunning("hub",
            ["unshare", "--net", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc",
                "sh", LabFiles.Script("hub.sh"), Address + "/24"]);
        await world.WaitForLineAsync(line => line == "ready", StartTimeout, token);
        return new Hub(world, ProcessIds.ChildOf(world.Id) ?? throw new InvalidOperationException("The hub ended at once."));
    }

    /// <summary>The command line that runs another one inside the hub.</summary>
    public IReadOnlyList<string> Entering(params IEnumerable<string> line) =>
        ["nsenter", "--target", Process.ToString(CultureInfo.InvariantCulture), "--net", "--pid", "--mount", "--", .. line];

    public Task<CommandResult> RunAsync(
        IEnumerable<string> line, CancellationToken token, string? input = null, TimeSpan? timeout = null) =>
        Command.RunAsync(Entering(line), token, input, timeout);

    public LongRunning Start(string name, params IEnumerable<string> line) => new(name, Entering(line));

    public ValueTask DisposeAsync() => _unshare.DisposeAsync();
}
