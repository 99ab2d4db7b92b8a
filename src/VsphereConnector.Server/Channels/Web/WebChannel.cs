using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>A connection that a connector opened by its certificate.</summary>
internal sealed class WebChannel(Connector connector, Hello hello, string serial, ChannelSocket socket)
    : SocketChannel(OperationChannel.Web, connector, socket)
{
    private readonly Lock _contesting = new();
    private DateTimeOffset _contestedSince;
    private DateTimeOffset _lastContested;

    /// <summary>The process on the endpoint that opened it.</summary>
    public Guid ProcessInstance => hello.ProcessInstance;

    /// <summary>The serial number of the certificate that it was opened with.</summary>
    public string Serial => serial;

    /// <summary>It is the first one with a new certificate.</summary>
    public bool IsRenewed => serial == Connector.RenewedSerial;

    /// <summary>
    /// Another process claims to be this connector. Returns how long ago it, or another, began to do so: claims that follow each other
    /// within <paramref name="pause"/> are one.
    /// </summary>
    public TimeSpan Contest(DateTimeOffset now, TimeSpan pause)
    {
        lock (_contesting)
        {
            _contestedSince = now - _lastContested > pause ? now : _contestedSince;
            _lastContested = now;
            return now - _contestedSince;
        }
    }
}
