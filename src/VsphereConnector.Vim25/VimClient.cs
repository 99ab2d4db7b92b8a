using VsphereConnector.Vim25.Authorization;
using VsphereConnector.Vim25.CustomFields;
using VsphereConnector.Vim25.Events;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Search;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Tasks;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25;

/// <summary>
/// A client of one vCenter or ESXi host over the vSphere Web Services API (<c>vim25</c>). Thread-safe. It has at most one session;
/// see <see cref="VimSession"/> for one that is kept alive and renewed.
/// </summary>
public sealed class VimClient : IDisposable
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);

    private readonly SoapChannel _channel;
    private long _lastCall;

    private VimClient(VimClientOptions options, TimeProvider timeProvider, SoapChannel channel)
    {
        Options = options;
        TimeProvider = timeProvider;
        _channel = channel;
        SessionManager = new SessionManager(this);
        PropertyCollector = new PropertyCollector(this);
        ViewManager = new ViewManager(this);
        EventManager = new EventManager(this);
        TaskManager = new TaskManager(this);
        ExtensionManager = new ExtensionManager(this);
        CustomFieldsManager = new CustomFieldsManager(this);
        AuthorizationManager = new AuthorizationManager(this);
        SearchIndex = new SearchIndex(this);
        GuestOperationsManager = new GuestOperationsManager(this);
        GuestFileTransfer = new GuestFileTransfer(options, timeProvider);
    }

    /// <summary>How the server is reached.</summary>
    public VimClientOptions Options { get; }

    /// <summary>The server's services.</summary>
    public ServiceContent ServiceContent { get; private set; } = null!;

    /// <summary>Log in and out, tickets.</summary>
    public SessionManager SessionManager { get; }

    /// <summary>Reads and follows properties.</summary>
    public PropertyCollector PropertyCollector { get; }

    /// <summary>Container views and lists.</summary>
    public ViewManager ViewManager { get; }

    /// <summary>Events.</summary>
    public EventManager EventManager { get; }

    /// <summary>Tasks.</summary>
    public TaskManager TaskManager { get; }

    /// <summary>Extensions (plug-ins).</summary>
    public ExtensionManager ExtensionManager { get; }

    /// <summary>Custom attributes.</summary>
    public CustomFieldsManager CustomFieldsManager { get; }

    /// <summary>Privileges.</summary>
    public AuthorizationManager AuthorizationManager { get; }

    /// <summary>Look-ups.</summary>
    public SearchIndex SearchIndex { get; }

    /// <summary>Guest operations.</summary>
    public GuestOperationsManager GuestOperationsManager { get; }

    /// <summary>Moves the bytes of guest file transfers.</summary>
    public GuestFileTransfer GuestFileTransfer { get; }

    internal TimeProvider TimeProvider { get; }

    /// <summary>The session that owns this client and renews itself; null where the caller logs in on its own.</summary>
    internal VimSession? Owner { get; set; }

    /// <summary>How long ago the last call was sent.</summary>
    internal TimeSpan IdleTime => TimeProvider.GetElapsedTime(Interlocked.Read(ref _lastCall));

    /// <summary>Reaches the server and reads its services. No session is needed for that, and none is opened.</summary>
    /// <exception cref="VimException">The server cannot be reached, is not trusted, or is no vSphere server.</exception>
    public static Task<VimClient> ConnectAsync(VimClientOptions options, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(options, timeProvider, handler: null, cancellationToken);

    internal static async Task<VimClient> ConnectAsync(
        VimClientOptions options, TimeProvider? timeProvider, HttpMessageHandler? handler, CancellationToken cancellationToken)
    {
        VimClientOptions.Validate(options);
        var clock = timeProvider ?? TimeProvider.System;
        var client = new VimClient(options, clock, new SoapChannel(options, clock, handler));
        try
        {
            await client.RetrieveServiceContentAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Reads the server's services again, for instance after it was upgraded.</summary>
    public async Task<ServiceContent> RetrieveServiceContentAsync(CancellationToken cancellationToken = default)
    {
        var request = new SoapRequest(ServiceContent.ServiceInstance, "RetrieveServiceContent") { Sessionless = true };
        var content = await CallAsync(request, cancellationToken).ConfigureAwait(false);
        return ServiceContent = new ServiceContent(content.AsObject() ?? throw new VimProtocolException("The server has no ServiceContent."));
    }

    /// <summary>The server's clock.</summary>
    public async Task<DateTimeOffset> CurrentTimeAsync(CancellationToken cancellationToken = default)
    {
        var time = await InvokeAsync(ServiceContent.ServiceInstance, "CurrentTime", null, cancellationToken).ConfigureAwait(false);
        return time.AsDateTime() ?? throw new VimProtocolException("The server does not tell its time.");
    }

    /// <summary>Calls any method of the API, also one that has no method here.</summary>
    /// <param name="self">The managed object.</param>
    /// <param name="method">The method's name in the WSDL, such as <c>PowerOnVM_Task</c>.</param>
    /// <param name="arguments">Writes the arguments, in the order of the WSDL.</param>
    /// <param name="cancellationToken">Gives the call up; the server may carry it out nevertheless.</param>
    /// <returns>What it returns: unset for void, a list for several values.</returns>
    /// <exception cref="VimFaultException">The call ended in a fault.</exception>
    /// <exception cref="VimException">There was no sensible answer.</exception>
    public Task<VimValue> InvokeAsync(
        ManagedObjectReference self, string method, Action<VimWriter>? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentException.ThrowIfNullOrEmpty(method);
        return CallAsync(new SoapRequest(self, method, arguments), cancellationToken);
    }

    /// <summary>Closes the connections. Does not log out.</summary>
    public void Dispose() => _channel.Dispose();

    internal async Task<VimValue> CallAsync(SoapRequest request, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await answer.ReadAllAsync().ConfigureAwait(false);
    }

    internal async Task<SoapAnswer> SendAsync(SoapRequest request, CancellationToken cancellationToken)
    {
        var session = request.Sessionless ? null : Owner;
        var generation = session?.Generation ?? 0;
        Interlocked.Exchange(ref _lastCall, TimeProvider.GetTimestamp());
        try
        {
            return await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (VimFaultException e) when (session is not null && e.Fault is NotAuthenticated)
        {
            await session.RenewAsync(generation, cancellationToken).ConfigureAwait(false);
            return await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Frees an object of the server at the end of its use. Bounded, and not insisted on: it ends with the session at the latest.</summary>
    internal async Task ReleaseAsync(ManagedObjectReference self, string method, Action<VimWriter>? arguments = null)
    {
        using var limit = new CancellationTokenSource(ReleaseLimit, TimeProvider);
        try
        {
            await CallAsync(new SoapRequest(self, method, arguments) { Sessionless = true }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VimException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone, or will be.
        }
    }

    internal void ForgetSession() => _channel.ForgetSession();

    internal ManagedObjectReference Require(ManagedObjectReference? service, string name) =>
        service ?? throw new NotSupportedByServerException($"{Options.SdkUri.Authority} ({ServiceContent.About.FullName}) has no {name}.");
}
