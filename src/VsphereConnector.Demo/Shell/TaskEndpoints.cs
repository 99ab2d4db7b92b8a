using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Demo.Shell;

/// <summary>Recent Tasks, as vCenter's TaskManager has them.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/shell/tasks", async (HttpContext context, ShellSessions sessions) => sessions.Of(context) is { } session
            ? Results.Ok(await ReadAsync(session, context.RequestAborted))
            : Results.Unauthorized());
        routes.MapDelete("/shell/tasks/{id}", CancelAsync);
    }

    private static async Task<List<RecentTask>> ReadAsync(ShellSession session, CancellationToken cancellationToken)
    {
        var client = session.Vim.Client;
        if (client.ServiceContent.TaskManager is not { } manager)
        {
            return [];
        }

        var spec = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec("Task", ["info"])],
            ObjectSet = [new ObjectSpec(manager) { Skip = true, SelectSet = [new TraversalSpec("TaskManager", "recentTask")] }],
            ReportMissingObjectsInResults = true,
        };
        var tasks = new List<RecentTask>();
        await foreach (var content in client.PropertyCollector.RetrievePropertiesExAsync([spec], cancellationToken: cancellationToken))
        {
            if (content.GetObject("info") is { } info)
            {
                tasks.Add(RecentTask.From(info));
            }
        }

        tasks.Reverse();
        return tasks;
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext context, ShellSessions sessions)
    {
        if (sessions.Of(context) is not { } session)
        {
            return Results.Unauthorized();
        }

        try
        {
            await session.Vim.Client.TaskManager.GetTask(new ManagedObjectReference("Task", id)).CancelTaskAsync(context.RequestAborted);
            return Results.NoContent();
        }
        catch (VimFaultException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }
}

/// <summary>One line of Recent Tasks.</summary>
internal sealed record RecentTask(
    string Id,
    string Type,
    string? Description,
    string? Target,
    string State,
    int? Progress,
    bool Cancelable,
    bool Cancelled,
    string? Error,
    string? InitiatedBy,
    DateTimeOffset? Queued,
    DateTimeOffset? Started,
    DateTimeOffset? Completed)
{
    public static RecentTask From(DataObject info) => new(
        info.GetString("key") ?? "",
        info.GetString("descriptionId") ?? "",
        info.GetObject("description")?.GetString("message"),
        info.GetString("entityName"),
        info.GetString("state") ?? "",
        info.GetInt32("progress"),
        info.GetBoolean("cancelable") ?? false,
        info.GetBoolean("cancelled") ?? false,
        info.GetObject("error")?.GetString("localizedMessage"),
        info.GetObject("reason")?.GetString("userName"),
        info.GetDateTime("queueTime"),
        info.GetDateTime("startTime"),
        info.GetDateTime("completeTime"));
}
