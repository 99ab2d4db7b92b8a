using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>Reads one page of RetrievePropertiesEx object by object.</summary>
internal sealed class RetrieveResultReader(SoapAnswer answer) : IDisposable
{
    private readonly int _responseDepth = answer.Reader.Depth;
    private int? _resultDepth;

    /// <summary>How to ask for the next page; known from the start of the page on, null on the last one.</summary>
    public string? Token { get; private set; }

    /// <summary>The next object; null at the page's end. The call's time runs only while this waits for the server.</summary>
    public async Task<ObjectContent?> NextAsync()
    {
        answer.Deadline.Restart();
        var content = await answer.GuardAsync(ReadNextAsync).ConfigureAwait(false);
        answer.Deadline.Pause();
        return content;
    }

    public void Dispose() => answer.Dispose();

    private async ValueTask<ObjectContent?> ReadNextAsync()
    {
        var reader = answer.Reader;
        if (_resultDepth is null)
        {
            // No returnval at all: nothing matched.
            if (!await reader.NextChildAsync(_responseDepth).ConfigureAwait(false))
                return null;
            _resultDepth = reader.Depth;
        }

        while (await reader.NextChildAsync(_resultDepth.Value).ConfigureAwait(false))
        {
            if (reader.Name == "objects")
                return ObjectContent.From((await reader.ReadValueAsync().ConfigureAwait(false)).AsObject() ?? DataObject.Empty);
            if (reader.Name == "token")
                Token = (await reader.ReadValueAsync().ConfigureAwait(false)).AsString();
        }

        await reader.DrainAsync().ConfigureAwait(false);
        return null;
    }
}
