using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>Guest operations through VMware Tools (vSphere's <c>GuestOperationsManager</c>).</summary>
public sealed class GuestOperationsManager
{
    private readonly VimClient _client;
    private volatile GuestManagers? _managers;

    internal GuestOperationsManager(VimClient client) => _client = client;

    /// <summary>The managers that this server has: read once, by one call.</summary>
    /// <exception cref="NotSupportedByServerException">The server has no guest operations at all.</exception>
    public async Task<GuestManagers> GetManagersAsync(CancellationToken cancellationToken = default)
    {
        if (_managers is { } known)
            return known;
        var self = _client.Require(_client.ServiceContent.GuestOperationsManager, "GuestOperationsManager");
        var content = await _client.PropertyCollector
            .RetrieveAsync(self, ["authManager", "fileManager", "processManager", "aliasManager"], cancellationToken)
            .ConfigureAwait(false);
        return _managers = new GuestManagers(_client, content);
    }
}

/// <summary>The guest managers that one server has.</summary>
public sealed class GuestManagers
{
    private readonly VimClient _client;
    private readonly GuestFileManager? _fileManager;
    private readonly GuestProcessManager? _processManager;

    internal GuestManagers(VimClient client, NamedValues content)
    {
        _client = client;
        if (content.GetReference("authManager") is { } auth)
            AuthManager = new GuestAuthManager(new GuestService(client, auth));
        if (content.GetReference("fileManager") is { } file)
            _fileManager = new GuestFileManager(new GuestService(client, file));
        if (content.GetReference("processManager") is { } process)
            _processManager = new GuestProcessManager(new GuestService(client, process));
        if (content.GetReference("aliasManager") is { } alias)
            AliasManager = new GuestAliasManager(new GuestService(client, alias));
    }

    /// <summary>Checks credentials; null where the server has none (simulators).</summary>
    public GuestAuthManager? AuthManager { get; }

    /// <summary>Files.</summary>
    /// <exception cref="NotSupportedByServerException">The server has none.</exception>
    public GuestFileManager FileManager => _fileManager ?? throw Lacks("GuestFileManager");

    /// <summary>Processes.</summary>
    /// <exception cref="NotSupportedByServerException">The server has none.</exception>
    public GuestProcessManager ProcessManager => _processManager ?? throw Lacks("GuestProcessManager");

    /// <summary>Aliases for SAML tokens; null where the server has none (simulators).</summary>
    public GuestAliasManager? AliasManager { get; }

    private NotSupportedByServerException Lacks(string name) =>
        new($"{_client.Options.SdkUri.Authority} ({_client.ServiceContent.About.FullName}) has no {name}.");
}
