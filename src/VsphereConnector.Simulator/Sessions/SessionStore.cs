using System.Collections.Concurrent;
using System.Security.Cryptography;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;

namespace VsphereConnector.Simulator.Sessions;

/// <summary>The sessions by their cookie. One that was idle for too long is gone when it is next looked for.</summary>
internal sealed class SessionStore(ObjectRegistry objects, ChangeFeed changes, TimeProvider time, TimeSpan idleTimeout)
{
    private readonly ConcurrentDictionary<string, Session> _byCookie = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _cloneTickets = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Session> All => [.. _byCookie.Values];

    public Session Open(string userName, Version apiVersion)
    {
        var collector = new PropertyCollector("propertyCollector", objects, changes, time);
        var session = new Session(Secret(), Guid.NewGuid().ToString(), userName, time.GetUtcNow(), collector) { ApiVersion = apiVersion };
        _byCookie[session.Cookie] = session;
        return session;
    }

    public Session? Find(string? cookie)
    {
        if (cookie is null || !_byCookie.TryGetValue(cookie, out var session))
            return null;
        var now = time.GetUtcNow();
        if (session.IsIdleSince(now - idleTimeout))
        {
            Close(session);
            return null;
        }

        session.Touch(now);
        return session;
    }

    public void Close(Session session)
    {
        if (!_byCookie.TryRemove(session.Cookie, out _))
            return;
        foreach (var owned in session.Owned.Values)
            objects.Remove(owned);
        session.Dispose();
    }

    public string NewCloneTicket(Session session)
    {
        var ticket = $"cst-VCT-{Secret()}";
        _cloneTickets[ticket] = session.UserName;
        return ticket;
    }

    /// <summary>The user of a ticket, once.</summary>
    public string? RedeemCloneTicket(string ticket) => _cloneTickets.TryRemove(ticket, out var userName) ? userName : null;

    public void CloseAll()
    {
        foreach (var session in _byCookie.Values)
            Close(session);
    }

    public void CloseAllOf(string userName)
    {
        foreach (var session in _byCookie.Values.Where(session => string.Equals(session.UserName, Principal.Of(userName), StringComparison.OrdinalIgnoreCase)))
            Close(session);
    }

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
