using System.Collections.Concurrent;

namespace VsphereConnector.Vim25.Tests.Fixtures;

/// <summary>A scripted server that keeps one session and can lose it.</summary>
internal sealed class SessionServer
{
    private readonly ScriptedServer _server = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private readonly TaskCompletionSource _allRefused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _logins;
    private int _refused;
    private volatile string? _valid;

    public SessionServer()
    {
        _server.On("Login", (_, _) => Task.FromResult(Login()));
        _server.On("Logout", "");
        _server.On("CurrentTime", async (call, _) =>
        {
            _awaited.GetOrAdd("CurrentTime", _ => new TaskCompletionSource()).TrySetResult();
            if (_valid is { } valid && call.Cookie == valid)
                return ScriptedServer.Xml(Answers.Envelope("CurrentTime", "<returnval>2026-01-02T03:04:05Z</returnval>"));
            await RefusedTogetherAsync();
            return ScriptedServer.Xml(Answers.Fault("NotAuthenticated"));
        });
    }

    public bool RefuseLogin { get; set; }

    /// <summary>How many calls without a session are refused at the same moment, none before the last of them has come.</summary>
    public int RefusedAtOnce { get; set; } = 1;

    public RecordedCall Last => _server.Last;

    public SessionServer On(string method, string content)
    {
        _server.On(method, content);
        return this;
    }

    public void On(string method, Func<RecordedCall, string> envelope) => _server.On(method, envelope);

    public int Count(string method) => _server.Count(method);

    public void DropSession() => _valid = null;

    public Task NextAsync(string method) => _awaited.GetOrAdd(method, _ => new TaskCompletionSource()).Task.WaitAsync(TestContext.Current.CancellationToken);

    public Task<VimClient> ConnectAsync(TimeProvider? clock = null) => _server.ConnectAsync(clock);

    private Task RefusedTogetherAsync()
    {
        if (Interlocked.Increment(ref _refused) >= RefusedAtOnce)
            _allRefused.TrySetResult();
        return _allRefused.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private HttpResponseMessage Login()
    {
        if (RefuseLogin)
        {
            Interlocked.Increment(ref _logins);
            return ScriptedServer.Xml(Answers.Fault("InvalidLogin"));
        }

        _valid = $"vmware_soap_session=\"s{Interlocked.Increment(ref _logins)}\"";
        return ScriptedServer.Xml(Answers.Envelope("Login", Answers.Session), _valid + "; Path=/; HttpOnly; Secure;");
    }
}
