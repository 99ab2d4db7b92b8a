using System.Collections.Concurrent;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Sessions;

/// <summary>A client's session and the objects that live as long as it.</summary>
internal sealed class Session(string cookie, string key, string userName, DateTimeOffset loginTime, PropertyCollector collector) : IDisposable
{
    private readonly DateTimeOffset _loginTime = loginTime;
    private int _callsInFlight;

    public string Cookie => cookie;

    public string Key => key;

    public string UserName => userName;

    public DateTimeOffset LastActiveTime { get; private set; } = loginTime;

    /// <summary>The version of the API that the client speaks: fields that came later are left out.</summary>
    public required Version ApiVersion { get; init; }

    /// <summary>The session's own default property collector.</summary>
    public PropertyCollector Collector => collector;

    /// <summary>Views, filters and collectors of this session.</summary>
    public ConcurrentDictionary<string, ManagedObject> Owned { get; } = new(StringComparer.Ordinal);

    public bool Knows(Version since) => ApiVersion >= since;

    public void Touch(DateTimeOffset now) => LastActiveTime = now;

    public void Begin() => Interlocked.Increment(ref _callsInFlight);

    public void End(DateTimeOffset now)
    {
        Interlocked.Decrement(ref _callsInFlight);
        Touch(now);
    }

    /// <summary>A session with a call in flight (a waiting WaitForUpdatesEx) is not idle.</summary>
    public bool IsIdleSince(DateTimeOffset moment) => _callsInFlight == 0 && LastActiveTime < moment;

    public DataObject ToDataObject() => new(
        "UserSession",
        ("key", key),
        ("userName", userName),
        ("fullName", userName),
        ("loginTime", _loginTime),
        ("lastActiveTime", LastActiveTime),
        ("locale", "en"),
        ("messageLocale", "en"),
        ("extensionSession", false),
        ("ipAddress", "127.0.0.1"),
        ("userAgent", ""),
        ("callCount", 0L));

    public void Dispose()
    {
        collector.Dispose();
        foreach (var owned in Owned.Values.OfType<IDisposable>())
            owned.Dispose();
    }
}
