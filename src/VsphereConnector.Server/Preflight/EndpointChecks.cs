using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Preflight;

/// <summary>What stands against work on registered endpoints, as far as this server can see by itself: no machine is logged on to.</summary>
internal sealed class EndpointChecks(
    HostReachability hosts, CredentialStore credentials, ConnectorPrograms programs, InstallationChecks installation, Database database)
{
    public async Task<IReadOnlyList<EndpointPreflightItem>> CheckAsync(
        PreflightQuestion question, IReadOnlyList<RegisteredEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var subjects = endpoints.Select(endpoint => endpoint.Subject).ToList();
        var (rows, busy) = await database.ReadAsync(connection => (FleetTable.Rows(connection, subjects), FleetTable.Busy(connection, subjects)), cancellationToken);
        var known = (await credentials.ListAsync(cancellationToken)).Select(credential => credential.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var tried = endpoints.Where(IsTried).ToList();
        var answers = await hosts.TryAsync(tried.Select(AddressOf), cancellationToken);
        return
        [
            .. endpoints.Select(endpoint => new EndpointPreflightItem(endpoint,
            [
                Reach(endpoint, IsTried(endpoint) ? answers[AddressOf(endpoint)] : null),
                .. Credential(endpoint, question, known),
                .. HostKey(endpoint),
                Program(endpoint),
                installation.PublicUrls(),
                ConnectorChecks.Check(question, endpoint.Name, rows.GetValueOrDefault(endpoint.Subject), ConnectorVersion.Own),
                busy.Contains(endpoint.Subject)
                    ? PreflightCode.Busy.Of($"Another operation waits or runs on '{endpoint.Name}'.")
                    : PreflightCode.Idle.Of("No other operation is at work on it."),
            ])),
        ];
    }

    // What is behind another machine cannot be seen from here.
    private static bool IsTried(RegisteredEndpoint endpoint) => endpoint is { Driver: not EndpointDriver.None, Jump: null };

    private static string AddressOf(RegisteredEndpoint endpoint) => HostReachability.NameOf(endpoint.Address!, endpoint.Port!.Value);

    private static PreflightFinding Reach(RegisteredEndpoint endpoint, HostAnswer? answer) => (endpoint.Driver, answer) switch
    {
        (EndpointDriver.None, _) => EndpointCode.OnlyByItself.Of($"'{endpoint.Name}' is reached by nothing but the channel of its connector."),
        (_, null) => EndpointCode.BehindAnother.Of($"It is reached through '{endpoint.Jump}'."),
        (_, { Trouble: null }) => EndpointCode.Answers.Of($"Port {endpoint.Port} of {endpoint.Address} takes connections from this server."),
        (_, { NameResolved: false }) => EndpointCode.NameUnknown.Of($"This server cannot resolve the name {endpoint.Address}."),
        (_, { Trouble: var trouble }) => EndpointCode.Silent.Of($"Port {endpoint.Port} of {endpoint.Address} takes no connection from this server: {trouble}."),
    };

    private static IEnumerable<PreflightFinding> Credential(RegisteredEndpoint endpoint, PreflightQuestion question, HashSet<string> known) => (endpoint, question) switch
    {
        ({ Driver: EndpointDriver.None }, _) => [],
        (_, { GivesGuestLogon: true }) => [EndpointCode.CredentialKnown.Of("A user and a password are given.")],
        _ when (question.GuestLogon ?? endpoint.Credential) is { } name => [known.Contains(name)
            ? EndpointCode.CredentialKnown.Of($"The credential '{name}' is stored; whether the machine takes it, the first logon finds out.")
            : EndpointCode.CredentialUnknown.Of($"There is no credential '{name}'.")],
        _ => [EndpointCode.CredentialMissing.Of($"'{endpoint.Name}' names no credential; one whose scope holds it is looked for.")],
    };

    private static IEnumerable<PreflightFinding> HostKey(RegisteredEndpoint endpoint) => endpoint switch
    {
        { Driver: not EndpointDriver.Ssh } => [],
        { HostKeys.Lines.Count: > 0 } => [EndpointCode.HostKeyPinned.Of("Its host key is pinned.")],
        { HostKeyPolicy: HostKeyRule.Pinned } => [EndpointCode.HostKeyMissing.Of($"'{endpoint.Name}' takes none but a pinned host key, and has none.")],
        _ => [EndpointCode.HostKeyOnFirstUse.Of("The host key that it shows first is pinned.")],
    };

    private PreflightFinding Program(RegisteredEndpoint endpoint)
    {
        var platform = endpoint.OperatingSystem == EndpointSystem.Windows ? "win-x64" : "linux-x64";
        return programs.Has(platform)
            ? PreflightCode.ProgramAvailable.Of($"The connector program for {platform} is there.")
            : PreflightCode.ProgramMissing.Of($"The server has no connector program for {platform}.");
    }
}

/// <summary>What was found about one endpoint.</summary>
internal sealed record EndpointPreflightItem(RegisteredEndpoint Endpoint, IReadOnlyList<PreflightFinding> Findings)
{
    public PreflightVerdict Verdict => (PreflightVerdict)Findings.Max(finding => finding.Severity);
}

/// <summary>What the server itself can find about registered endpoints. The names never change.</summary>
internal static class EndpointCode
{
    public static readonly PreflightCode
        Answers = PreflightCode.Ok("endpoint-reachable"),
        Silent = PreflightCode.Blocked("endpoint-unreachable", "See that the machine runs, and that a firewall lets this server reach the port; or correct its address."),
        NameUnknown = PreflightCode.Blocked("endpoint-name-unresolved", "Let this server resolve the name, or register the machine by its IP address."),
        BehindAnother = PreflightCode.Ok("endpoint-behind-another"),
        OnlyByItself = PreflightCode.Warning("endpoint-without-driver", "Install by 'package'; or give it an address and a driver."),
        CredentialKnown = PreflightCode.Ok("endpoint-credential-known"),
        CredentialMissing = PreflightCode.Warning("endpoint-credential-missing", "Name a stored credential at the endpoint or with the operation."),
        CredentialUnknown = PreflightCode.Blocked("endpoint-credential-unknown", "Store the credential, or name another one."),
        HostKeyPinned = PreflightCode.Ok("host-key-pinned"),
        HostKeyOnFirstUse = PreflightCode.Ok("host-key-on-first-use"),
        HostKeyMissing = PreflightCode.Blocked("host-key-missing", "Give its key: endpoints change NAME --known-hosts FILE, with a file of ssh-keyscan.");
}
