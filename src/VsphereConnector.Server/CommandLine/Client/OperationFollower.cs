using System.Net.ServerSentEvents;
using System.Text.Json;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>Submits operations and follows them to their ends, printing each step as it happens.</summary>
internal sealed class OperationFollower(ApiClient client, Printer printer)
{
    private const string AllEvents = "api/v1/operations/events";

    private readonly Dictionary<Guid, OperationView> _ended = [];
    private readonly Dictionary<Guid, DateTimeOffset> _lastStep = [];
    private Dictionary<Guid, string> _targets = [];

    /// <summary>Submits <paramref name="operations"/> and waits for their ends, if that is wanted.</summary>
    /// <returns>Those that were recorded, as they are then; what was refused is printed.</returns>
    public async Task<IReadOnlyList<OperationView>> RunAsync(IReadOnlyList<SubmitOperation> operations, bool wait, CancellationToken cancellationToken)
    {
        var events = await client.OpenEventsAsync(AllEvents, cancellationToken);
        var items = await client.SubmitAsync(operations, cancellationToken);
        _targets = items.Zip(operations).Where(pair => pair.First.Id is not null)
            .DistinctBy(pair => pair.First.Id)
            .ToDictionary(pair => pair.First.Id!.Value, pair => $"{pair.Second.Target}");
        PrintRefused(operations, items);
        if (wait && _targets.Count > 0)
        {
            await FollowAsync(events, cancellationToken);
        }

        return await Task.WhenAll(_targets.Keys.Select(id => LatestAsync(id, cancellationToken)));
    }

    /// <summary>Follows an operation that was submitted before.</summary>
    public async Task<OperationView> WatchAsync(Guid id, CancellationToken cancellationToken)
    {
        _targets = new() { [id] = Printer.Target(await LatestAsync(id, cancellationToken)) };
        await FollowAsync(await client.OpenEventsAsync($"api/v1/operations/{id}/events", cancellationToken), cancellationToken);
        return await LatestAsync(id, cancellationToken);
    }

    private void PrintRefused(IReadOnlyList<SubmitOperation> operations, IReadOnlyList<BatchItemView> items)
    {
        foreach (var (item, operation) in items.Zip(operations).Where(pair => pair.First.Id is null))
        {
            printer.Refusal($"{operation.Target}: {ApiException.Describe(item.Problem)}");
        }
    }

    // What ended before the stream was opened says nothing there, so those under way are looked at once at the start.
    private async Task FollowAsync(IAsyncEnumerable<SseItem<string>> events, CancellationToken cancellationToken)
    {
        foreach (var id in _targets.Keys)
        {
            await NoteEndAsync(id, cancellationToken);
        }

        await foreach (var item in events.WithCancellation(cancellationToken))
        {
            if (item.EventType == "step" && JsonSerializer.Deserialize<EventView>(item.Data, ApiJson.Options) is { } happened
                && _targets.TryGetValue(happened.OperationId, out var target))
            {
                Print(target, happened);
                await NoteEndAsync(happened, cancellationToken);
            }

            if (_ended.Count == _targets.Count)
            {
                return;
            }
        }
    }

    private void Print(string target, EventView happened)
    {
        var took = _lastStep.TryGetValue(happened.OperationId, out var before) ? happened.At - before : (TimeSpan?)null;
        _lastStep[happened.OperationId] = happened.At;
        printer.Step(target, happened, took);
    }

    private async Task NoteEndAsync(EventView happened, CancellationToken cancellationToken)
    {
        if (happened.Level == EventLevel.Error || happened.Step is "succeeded" or "cancelled")
        {
            await NoteEndAsync(happened.OperationId, cancellationToken);
        }
    }

    private async Task NoteEndAsync(Guid id, CancellationToken cancellationToken)
    {
        var operation = await LatestAsync(id, cancellationToken);
        if (operation.State is OperationState.Success or OperationState.Error or OperationState.Cancelled)
        {
            _ended[id] = operation;
        }
    }

    private async Task<OperationView> LatestAsync(Guid id, CancellationToken cancellationToken)
        => _ended.TryGetValue(id, out var operation)
            ? operation
            : await client.GetAsync<OperationView>($"api/v1/operations/{id}", cancellationToken);
}
