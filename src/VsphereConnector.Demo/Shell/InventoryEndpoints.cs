using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Demo.Shell;

/// <summary>The inventory as the trees show it, and the few actions of vCenter itself that a try-out needs.</summary>
internal static class InventoryEndpoints
{
    private static readonly PropertySpec[] Properties =
    [
        Spec("Folder"), Spec("Datacenter"), Spec("ClusterComputeResource"),
        Spec("HostSystem", "runtime.connectionState"),
        Spec("ResourcePool", "owner"),
        Spec("VirtualApp", "owner", "parentFolder"),
        Spec("VirtualMachine", "runtime.powerState", "runtime.host", "resourcePool", "parentVApp", "config.template", "config.guestFullName", "guest.toolsRunningStatus", "guest.ipAddress"),
    ];

    private static readonly Dictionary<string, string> PowerMethods = new(StringComparer.Ordinal)
    {
        ["on"] = "PowerOnVM_Task",
        ["off"] = "PowerOffVM_Task",
        ["restart"] = "RebootGuest",
    };

    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/shell/inventory", async (HttpContext context, ShellSessions sessions) => sessions.Of(context) is { } session
            ? Results.Ok(await ReadAsync(session, context.RequestAborted))
            : Results.Unauthorized());
        routes.MapPut("/shell/virtual-machines/{id}/power/{state}", PowerAsync);
    }

    private static async Task<List<InventoryObject>> ReadAsync(ShellSession session, CancellationToken cancellationToken)
    {
        var client = session.Vim.Client;
        var root = client.ServiceContent.RootFolder;
        await using var view = await client.ViewManager.CreateContainerViewAsync(root, [], cancellationToken: cancellationToken);
        var spec = new PropertyFilterSpec
        {
            PropSet = Properties,
            ObjectSet =
            [
                new ObjectSpec(root),
                new ObjectSpec(view.Reference) { Skip = true, SelectSet = [new TraversalSpec("ContainerView", "view")] },
            ],
        };
        var objects = new List<InventoryObject>();
        await foreach (var content in client.PropertyCollector.RetrievePropertiesExAsync([spec], cancellationToken: cancellationToken))
        {
            objects.Add(InventoryObject.From(content, session.VCenterGuid));
        }

        return objects;
    }

    private static async Task<IResult> PowerAsync(string id, string state, HttpContext context, ShellSessions sessions)
    {
        if (sessions.Of(context) is not { } session)
        {
            return Results.Unauthorized();
        }

        if (!PowerMethods.TryGetValue(state, out var method))
        {
            return Results.NotFound();
        }

        await session.Vim.Client.InvokeAsync(new ManagedObjectReference("VirtualMachine", id), method, cancellationToken: context.RequestAborted);
        return Results.NoContent();
    }

    private static PropertySpec Spec(string type, params string[] paths) => new(type, ["name", "parent", .. paths]);
}

/// <summary>An object of the inventory; the others that it names are named by their ids too.</summary>
internal sealed record InventoryObject
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary>What holds it in the tree of folders: of a vApp its folder, of a machine in a vApp that vApp.</summary>
    public string? Parent { get; init; }

    /// <summary>What it runs in: of a machine its resource pool, of a vApp or pool the pool or cluster above.</summary>
    public string? Pool { get; init; }

    public string? Host { get; init; }

    public string? State { get; init; }

    public string? Guest { get; init; }

    public string? Tools { get; init; }

    public string? Address { get; init; }

    public bool Template { get; init; }

    public static InventoryObject From(ObjectContent content, string vCenter)
    {
        var parent = content.GetReference("parent");
        return new InventoryObject
        {
            Id = Urn(content.Obj, vCenter)!,
            Type = content.Obj.Type,
            Name = content.GetString("name") ?? content.Obj.Value,
            Parent = Urn(content.GetReference("parentVApp") ?? content.GetReference("parentFolder") ?? parent, vCenter),
            Pool = Urn(content.GetReference("resourcePool") ?? (content.GetReference("owner") is null ? null : parent), vCenter),
            Host = Urn(content.GetReference("runtime.host"), vCenter),
            State = content.GetString("runtime.powerState") ?? content.GetString("runtime.connectionState"),
            Guest = content.GetString("config.guestFullName"),
            Tools = content.GetString("guest.toolsRunningStatus"),
            Address = content.GetString("guest.ipAddress"),
            Template = content.GetBoolean("config.template") ?? false,
        };
    }

    private static string? Urn(ManagedObjectReference? reference, string vCenter) =>
        reference is null ? null : $"urn:vmomi:{reference.Type}:{reference.Value}:{vCenter}";
}
