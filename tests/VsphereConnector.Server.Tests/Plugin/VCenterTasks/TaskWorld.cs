using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Events;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Tasks;
using VsphereConnector.Vim25.Trust;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Plugin.VCenterTasks;

/// <summary>The whole server with a simulated vCenter in which the plug-in is registered, and an administrator's own session there.</summary>
internal sealed class TaskWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly VimSession _session;

    private TaskWorld(DeploymentWorld world, VimSession session) => (World, _session) = (world, session);

    public DeploymentWorld World { get; }

    public VimClient Administrator => _session.Client;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TaskWorld> StartAsync(bool registered = true, Action<ServerOptions>? configure = null)
    {
        var world = await DeploymentWorld.StartAsync(configure: options =>
        {
            options.Plugin.PublicUrl = "https://connector.example";
            configure?.Invoke(options);
        });
        var session = await VimSession.OpenAsync(
            new VimClientOptions { SdkUri = world.VCenter.SdkUri, Trust = CertificateTrust.ByThumbprint(world.VCenter.Sha256Thumbprint) },
            (sessions, token) => sessions.LoginAsync("administrator@vsphere.local", "simulator", cancellationToken: token),
            TimeProvider.System,
            Cancel);
        if (registered)
        {
            await session.Client.ExtensionManager.RegisterExtensionAsync(
                new Extension
                {
                    Key = PluginIdentity.Key,
                    Version = "1.0.0",
                    Description = new Description("", ""),
                    TaskList = [.. Enum.GetValues<OperationKind>().Select(PluginIdentity.TaskOf)],
                },
                Cancel);
        }

        world.VCenter.Calls.Reset();
        return new TaskWorld(world, session);
    }

    /// <summary>A machine whose installation waits until it is cancelled.</summary>
    public VirtualMachine AddWaiting(string name) => World.VCenter.AddVirtualMachine(
        new VirtualMachineOptions { Name = name, GuestOperationsReadyAfter = TimeSpan.FromHours(10) });

    /// <summary>The recent tasks of a machine that the server made, as an administrator sees them.</summary>
    public async Task<IReadOnlyList<(TaskInfo Info, DataObject Raw)>> TasksOfAsync(VirtualMachine machine)
    {
        var content = await Administrator.PropertyCollector.RetrieveAsync(new ManagedObjectReference("VirtualMachine", machine.Reference.Id), ["recentTask"], Cancel);
        var tasks = new List<(TaskInfo, DataObject)>();
        foreach (var task in content["recentTask"].AsList().Select(entry => entry.AsReference()!))
        {
            var info = await Administrator.TaskManager.GetTask(task).GetInfoAsync(Cancel);
            if (info.DescriptionId.StartsWith(PluginIdentity.Key, StringComparison.Ordinal))
            {
                tasks.Add((info, (await Administrator.PropertyCollector.RetrieveAsync(task, ["info"], Cancel)).GetObject("info")!));
            }
        }

        return tasks;
    }

    /// <summary>Waits for the one task of a machine to be as <paramref name="condition"/> wants it.</summary>
    public async Task<(TaskInfo Info, DataObject Raw)> TaskAsync(VirtualMachine machine, Func<TaskInfo, bool> condition)
    {
        using var patience = Limit();
        while (true)
        {
            if (await TasksOfAsync(machine) is [var only] && condition(only.Info))
            {
                return only;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    public async Task<IReadOnlyList<VimEvent>> EventsAsync(string id) =>
        await Administrator.EventManager.QueryEventsAsync(new EventFilterSpec { EventTypeId = [id] }, Cancel);

    public async Task CancelTaskAsync(VirtualMachine machine)
    {
        var (info, _) = await TaskAsync(machine, info => info.State is TaskState.Queued or TaskState.Running);
        await Administrator.TaskManager.GetTask(info.Task).CancelTaskAsync(Cancel);
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        using var patience = Limit();
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    public static IEnumerable<JsonElement> Notes(JsonElement operation) =>
        operation.GetProperty("events").EnumerateArray().Where(step => step.GetProperty("step").GetString() == "vcenter-task");

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await World.DisposeAsync();
    }

    private static CancellationTokenSource Limit()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        return patience;
    }
}
