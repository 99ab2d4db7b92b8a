using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Soap;

/// <summary>The answer to one call, read as it comes in. Disposing it early gives the rest up.</summary>
internal sealed class SoapAnswer(HttpResponseMessage response, AnswerReader reader, CallDeadline deadline, string method, string authority) : IDisposable
{
    private int _depth;

    public AnswerReader Reader => reader;

    public CallDeadline Deadline => deadline;

    /// <summary>Moves to the method's response, or throws the fault that came instead.</summary>
    public Task OpenAsync() => GuardAsync(async () =>
    {
        if (!await reader.NextChildAsync(0).ConfigureAwait(false) || reader.Name != "Envelope")
            throw reader.Broken($"its first element is '{reader.Name}', not a SOAP envelope");
        await MoveToBodyAsync().ConfigureAwait(false);
        if (!await reader.NextChildAsync(reader.Depth).ConfigureAwait(false))
            throw reader.Broken("its body is empty");
        if (reader.Name == "Fault")
            throw new VimFaultException(method, await ReadFaultAsync().ConfigureAwait(false));
        _depth = reader.Depth;
        return true;
    });

    /// <summary>Moves to the next child of the response, that is to the next <c>returnval</c>.</summary>
    public Task<bool> NextAsync() => GuardAsync(() => reader.NextChildAsync(_depth));

    /// <summary>All that the method returns: unset for void, a list for several values.</summary>
    public Task<VimValue> ReadAllAsync() => GuardAsync(async () =>
    {
        var values = new List<VimValue>(1);
        while (await reader.NextChildAsync(_depth).ConfigureAwait(false))
            values.Add(await reader.ReadValueAsync().ConfigureAwait(false));
        await reader.DrainAsync().ConfigureAwait(false);
        return values switch
        {
            [] => default,
            [var only] => only,
            _ => VimValue.OfOwnedList([.. values]),
        };
    });

    /// <summary>Reads, and turns whatever goes wrong underneath into this library's exceptions.</summary>
    public async Task<T> GuardAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw deadline.Explain(e, method, authority);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            throw new VimConnectionException($"The answer of {authority} to {method} was cut off.", e);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
        deadline.Dispose();
    }

    private async ValueTask MoveToBodyAsync()
    {
        var depth = reader.Depth;
        while (await reader.NextChildAsync(depth).ConfigureAwait(false))
        {
            if (reader.Name == "Body")
                return;
        }

        throw reader.Broken("it has no SOAP body");
    }

    private async ValueTask<MethodFault> ReadFaultAsync()
    {
        var fault = (await reader.ReadValueAsync().ConfigureAwait(false)) is { Kind: VimValueKind.Object } value ? value.AsObject()! : DataObject.Empty;
        var message = fault["faultstring"] is { Kind: VimValueKind.Text } text ? text.AsString() : null;
        return fault["detail"] is { Kind: VimValueKind.Object } detail && detail.AsObject()!.Fields is [var typed, ..]
            ? MethodFault.From(TypedFault(typed), message)
            : MethodFault.From(new DataObject(nameof(MethodFault)), message);
    }

    // The detail's element is named after the fault and says its type; where it does not, the name is all there is: "InvalidLoginFault".
    private static DataObject TypedFault(DataField detail)
    {
        var fields = detail.Value.Kind == VimValueKind.Object ? detail.Value.AsObject()! : DataObject.Empty;
        if (fields.Type.Length > 0)
            return fields;
        var name = detail.Name.EndsWith("Fault", StringComparison.Ordinal) ? detail.Name[..^"Fault".Length] : detail.Name;
        return new DataObject(name, fields.Fields.ToArray());
    }
}
