using System.Runtime.ExceptionServices;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Inventory;

/// <summary>One configured vCenter and the one session that everybody shares; it is opened when it is first needed.</summary>
internal sealed class VCenter(VCenterOptions options, ServiceTokens tokens, TimeSpan callTimeout, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan SharedFailure = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private VimSession? _session;
    private Refusal? _refusal;
    private Failure? _failure;

    public string Name => options.Name;

    /// <summary>vCenter's own id, the GUID in the ids of its client's objects; null until it has answered once, and always for an ESXi host.</summary>
    public string? InstanceUuid => Volatile.Read(ref _session)?.Client.ServiceContent.About.InstanceUuid;

    /// <summary>What tells it from every other: its own id, or where it has none, its configured name.</summary>
    public string Identity => InstanceUuid is { Length: > 0 } own ? own : Name;

    /// <summary>Whether it has been reached since the start of this server.</summary>
    public bool HasAnswered => Volatile.Read(ref _session) is not null;

    /// <summary>How it is reached, and how its certificate is judged.</summary>
    public VimClientOptions ClientOptions { get; } = new()
    {
        SdkUri = options.SdkUri(),
        Trust = options.Trust(),
        RequestTimeout = callTimeout,
    };

    /// <summary>The key by which vCenter knows the session that is open now; null where none is.</summary>
    public string? SessionKey => Volatile.Read(ref _session)?.Current.Key;

    /// <summary>The client, logged in. A refused logon is not tried again until the file of its secret changes.</summary>
    /// <exception cref="VimException">The vCenter cannot be reached, is not trusted or refuses the logon.</exception>
    public async Task<VimClient> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _session) is { } open)
        {
            return open.Client;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            _session ??= await OpenUnlessJustFailedAsync(cancellationToken);
            return _session.Client;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _gate.Dispose();
    }

    // Those who wait here while a vCenter is down share one failure, instead of waiting for it one after the other.
    private async Task<VimSession> OpenUnlessJustFailedAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failure && time.GetUtcNow() - failure.At < SharedFailure)
        {
            ExceptionDispatchInfo.Throw(failure.Exception);
        }

        try
        {
            return await OpenAsync(cancellationToken);
        }
        catch (VimException exception)
        {
            _failure = new Failure(time.GetUtcNow(), exception);
            throw;
        }
    }

    private async Task<VimSession> OpenAsync(CancellationToken cancellationToken)
    {
        var written = options.SecretWritten();
        if (_refusal is { } earlier && earlier.SecretWritten == written)
        {
            throw new VimFaultException(earlier.Exception.Method, earlier.Exception.Fault);
        }

        try
        {
            return await VimSession.OpenAsync(ClientOptions, LogInAsync, time, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is InvalidLogin)
        {
            _refusal = new Refusal(written, exception);
            throw;
        }
    }

    private async Task<UserSession> LogInAsync(SessionManager sessions, CancellationToken cancellationToken)
    {
        if (options.CertificateFile is { Length: > 0 })
        {
            return await sessions.LoginByTokenAsync((await tokens.GetAsync(Name, cancellationToken)).Xml, cancellationToken: cancellationToken);
        }

        var password = await PasswordFile.ReadAsync(options.PasswordFile, cancellationToken);
        return await sessions.LoginAsync(options.Username, password, cancellationToken: cancellationToken);
    }

    private sealed record Failure(DateTimeOffset At, VimException Exception);

    private sealed record Refusal(DateTime SecretWritten, VimFaultException Exception);
}
