using System.Globalization;
using System.Text.Json;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Api;

/// <summary>Server-sent events (WHATWG HTML, 9.2): each step is one event whose id is its sequence.</summary>
internal sealed class EventStreamEndpoint(Database database, OperationSignals signals, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MostAtOnce = 200;

    /// <summary>Proxies close what is silent for long, often after a minute.</summary>
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    /// <summary>Then a user's page asks anew, and what the user may see is looked at again.</summary>
    private static readonly TimeSpan UserLimit = TimeSpan.FromMinutes(5);

    public static async Task StreamOneAsync(string id, HttpContext context, EventStreamEndpoint stream, OperationAccess access)
    {
        var operationId = OperationEndpoints.IdOf(id);
        var after = LastEventId(context.Request) ?? 0;
        await access.ViewAsync(Caller.Of(context), operationId, context.RequestAborted);
        var state = await stream.ReadAsync(operationId, after, context.RequestAborted);

        // A browser that was told everything and comes again is told to stay away.
        if (state is { Operation.HasEnded: true, Events.Count: 0 } && after > 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        using var stop = stream.StopWith(context);
        await stream.StreamAsync(operationId, after, null, context.Response, stop.Token);
    }

    public static async Task StreamAllAsync(HttpContext context, EventStreamEndpoint stream, OperationAccess access)
    {
        var after = LastEventId(context.Request) ?? await stream.ReadLastAsync(context.RequestAborted);
        var sees = await access.SightAsync(Caller.Of(context), context.RequestAborted);
        using var stop = stream.StopWith(context);
        await stream.StreamAsync(null, after, sees, context.Response, stop.Token);
    }

    private async Task StreamAsync(
        Guid? id, long after, Func<Guid, ValueTask<bool>>? sees, HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var subscription = signals.Subscribe(id);
        try
        {
            await response.Body.FlushAsync(cancellationToken);
            while (true)
            {
                var (operation, events) = await ReadAsync(id, after, cancellationToken);
                foreach (var happened in events)
                {
                    after = happened.Sequence;
                    if (sees is null || await sees(happened.OperationId))
                    {
                        await WriteAsync(response, "step", after, EventView.Of(happened), cancellationToken);
                    }
                }

                if (operation is { HasEnded: true } && events.Count < MostAtOnce)
                {
                    await WriteAsync(response, "end", after, OperationView.Of(operation), cancellationToken);
                    return;
                }

                if (events.Count < MostAtOnce)
                {
                    await WaitAsync(subscription, response, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has gone, or the server ends: there is nobody to tell.
        }
    }

    private async Task WaitAsync(OperationSignals.Subscription subscription, HttpResponse response, CancellationToken cancellationToken)
    {
        await response.Body.FlushAsync(cancellationToken);
        var signal = subscription.Signal.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                await signal.WaitAsync(KeepAliveInterval, time, cancellationToken);
                subscription.Signal.Reader.TryRead(out _);
                return;
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private static async Task WriteAsync<T>(HttpResponse response, string name, long id, T data, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(data, ApiJson.Options);
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {name}\ndata: {json}\n\n"), cancellationToken);
    }

    private Task<(Operation? Operation, IReadOnlyList<OperationEvent> Events)> ReadAsync(
        Guid? id,
        long after,
        CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => (
                id is { } one ? OperationTable.Find(connection, one) : null,
                OperationQueries.Events(connection, id, after, MostAtOnce)),
            cancellationToken);

    private Task<long> ReadLastAsync(CancellationToken cancellationToken) => database.ReadAsync(OperationQueries.LastEvent, cancellationToken);

    private CancellationTokenSource StopWith(HttpContext context)
    {
        if (Caller.Of(context).Session is null)
        {
            return CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        }

        var limit = new CancellationTokenSource(UserLimit, time);
        context.Response.RegisterForDispose(limit);
        return CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, limit.Token);
    }

    private static long? LastEventId(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
