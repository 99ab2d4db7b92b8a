namespace VsphereConnector.Contracts.Web;

/// <summary>What <c>vlink exec-operation</c> finds in its folder: an operation, from a server that can only put files there and read them.</summary>
public sealed record FolderExchangeRequest
{
    /// <summary>How many bytes of its output the server has; more than 0 where it re-attaches to what runs already.</summary>
    public long OutputReceived { get; init; }

    /// <summary>What to do, as over a channel.</summary>
    public required StartOperation Start { get; init; }
}

/// <summary>The files in the folder of <c>vlink exec-operation</c>.</summary>
public static class FolderExchangeFiles
{
    /// <summary>A <see cref="FolderExchangeRequest"/>; removed as soon as it is read.</summary>
    public const string Request = "request.json";

    /// <summary>What the connector says: a <see cref="ChannelMessage"/> in each line, the first a <see cref="Hello"/>.</summary>
    public const string Messages = "messages";

    /// <summary>Whoever makes it ends the operation; made beforehand, it keeps one that has not begun from it.</summary>
    public const string Cancel = "cancel";

    /// <summary>Whoever makes it has the end on disk.</summary>
    public const string Confirmed = "confirmed";
}
