using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// Lets only so many TLS handshakes be worked on at once; the others wait for their turn. When a whole fleet comes back at the same
/// moment, thousands at once would all be late, and everything else on this server behind them.
/// </summary>
internal sealed class HandshakeGate(int atOnce = HandshakeGate.AtOnce) : IDisposable
{
    /// <summary>Over a network with round trips of 100 ms that is still more than 600 handshakes a second.</summary>
    private const int AtOnce = 128;

    private readonly SemaphoreSlim _places = new(atOnce);

    /// <summary>Guards the handshake that <paramref name="useTls"/> adds.</summary>
    public void Guard(ListenOptions listen, Action useTls)
    {
        listen.Use(next => connection => WaitAsync(connection, next));
        useTls();
        listen.Use(next => connection =>
        {
            connection.Features.Get<Place>()!.Dispose();
            return next(connection);
        });
    }

    public void Dispose() => _places.Dispose();

    private async Task WaitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await HasBegunAsync(connection) && await EnterAsync(connection.ConnectionClosed) is { } place)
        {
            using (place)
            {
                connection.Features.Set(place);
                await next(connection);
            }
        }
    }

    /// <summary>Whoever connects and says nothing takes no place.</summary>
    private static async Task<bool> HasBegunAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(ConnectorListener.HandshakeTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
        try
        {
            var first = await connection.Transport.Input.ReadAsync(either.Token);
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            return !first.Buffer.IsEmpty;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private async Task<Place?> EnterAsync(CancellationToken closed)
    {
        try
        {
            await _places.WaitAsync(closed);
            return new Place(_places);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Held during a handshake; given back at its end, or with the connection where it has none.</summary>
    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            {
                places.Release();
            }
        }
    }
}
