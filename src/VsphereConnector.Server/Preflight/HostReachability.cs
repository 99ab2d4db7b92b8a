using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VsphereConnector.Server.Preflight;

/// <summary>
/// Whether ESXi hosts and registered endpoints take connections from this server. Each is tried once a minute at most, whoever asks, and a limited number at once.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="addressOf">Where a host takes files, by its name; null for its port 443.</param>
internal sealed class HostReachability(TimeProvider time, Func<string, EndPoint>? addressOf = null) : IDisposable
{
    private const int HttpsPort = 443;
    private const int AtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Attempt> _attempts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, EndPoint> _httpsAddressOf = addressOf ?? (host => new DnsEndPoint(host, HttpsPort));
    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>What to try another port of a host by.</summary>
    public static string NameOf(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host}|{port}");

    /// <summary>Tries these hosts, by their names or by <see cref="NameOf"/>.</summary>
    public async Task<IReadOnlyDictionary<string, HostAnswer>> TryAsync(IEnumerable<string> hosts, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - Kept;
        foreach (var (host, _) in _attempts.Where(entry => entry.Value.At < oldest))
        {
            _attempts.TryRemove(host, out _);
        }

        var asked = hosts.Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(host => (Host: host, Attempt: _attempts.GetOrAdd(host, name => new Attempt(time.GetUtcNow(), new(() => ConnectAsync(name)))))).ToList();
        await Task.WhenAll(asked.Select(entry => entry.Attempt.Outcome.Value)).WaitAsync(cancellationToken);
        return asked.ToDictionary(entry => entry.Host, entry => entry.Attempt.Outcome.Value.Result, StringComparer.OrdinalIgnoreCase);
    }

    public void Dispose() => _places.Dispose();

    // Shared by all who wait for it, so nobody's cancellation ends it.
    private async Task<HostAnswer> ConnectAsync(string host)
    {
        await _places.WaitAsync();
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(AddressOf(host), patience.Token);
            return HostAnswer.Connected;
        }
        catch (SocketException exception)
        {
            var resolved = exception.SocketErrorCode is not (SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery);
            return new HostAnswer(resolved, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return new HostAnswer(true, $"no answer within {Patience.TotalSeconds} s");
        }
        finally
        {
            _places.Release();
        }
    }

    private EndPoint AddressOf(string host) => host.Split('|') is [var name, var port]
        ? new DnsEndPoint(name, int.Parse(port, CultureInfo.InvariantCulture))
        : _httpsAddressOf(host);

    private sealed record Attempt(DateTimeOffset At, Lazy<Task<HostAnswer>> Outcome);
}

/// <summary>What became of a connection to a host.</summary>
/// <param name="NameResolved">Whether its name has an address.</param>
/// <param name="Trouble">Why it was not made; null where it was.</param>
internal sealed record HostAnswer(bool NameResolved, string? Trouble)
{
    public static readonly HostAnswer Connected = new(true, null);
}
