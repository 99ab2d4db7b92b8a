using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Preflight;

/// <summary>What stands against installing a connector by guest operations.</summary>
internal sealed class InstallationChecks(ConnectorPrograms programs, IOptions<ServerOptions> options)
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(1);

    public IEnumerable<PreflightFinding> Check(PreflightCase about, GuestFacts guest) =>
    [
        .. CheckGuest(about, guest),
        GuestChecks.System(about.Name, guest),
        .. Program(guest),
        .. Host(about, guest),
        Privileges(about),
        about.Twin is { } twin
            ? PreflightCode.IdentityNotUnique.Of(DeploymentErrors.IdentityNotUnique(about.Name, twin).Message)
            : PreflightCode.IdentityUnique.Of("No other machine that is known has its instance UUID."),
        PublicUrls(),
        ConnectorChecks.Check(about.Question, about.Name, about.Row, ConnectorVersion.Own),
    ];

    /// <summary>What stands against any guest operation.</summary>
    public static IEnumerable<PreflightFinding> CheckGuest(PreflightCase about, GuestFacts guest) =>
    [
        PreflightCode.VCenterReachable.Of($"{about.Machine.VCenter} answers."),
        Clock(about),
        .. GuestChecks.Check(about.Name, guest),
        Logon(about.Question),
        about.Busy ? PreflightCode.Busy.Of($"Another operation waits or runs in '{about.Name}'.") : PreflightCode.Idle.Of("No other operation is at work in it."),
    ];

    private static PreflightFinding Clock(PreflightCase about) => about.VCenter.Skew.Duration() > MostSkew
        ? PreflightCode.ClockSkew.Of($"The clocks of {about.Machine.VCenter} and this server differ by {about.VCenter.Skew.Duration().TotalSeconds:0} s.")
        : PreflightCode.ClockInStep.Of("The clocks of vCenter and this server agree.");

    private IEnumerable<PreflightFinding> Program(GuestFacts guest)
    {
        var platform = GuestChecks.PlatformOf(guest);
        if (!programs.Has(platform))
        {
            return [PreflightCode.ProgramMissing.Of($"The server has no connector program for {platform}.")];
        }

        return GuestChecks.SeemsToHave32Bits(guest)
            ? [PreflightCode.ProgramMayNotFit.Of($"vCenter says that '{guest.Name}' is a {guest.GuestId}, which has 32 bits; the program for {platform} has 64.")]
            : [PreflightCode.ProgramAvailable.Of($"The connector program for {platform} is there.")];
    }

    private static IEnumerable<PreflightFinding> Host(PreflightCase about, GuestFacts guest)
    {
        if (about.Host is { } answer)
        {
            yield return answer switch
            {
                { Trouble: null } => PreflightCode.HostAnswers.Of($"The ESXi host {guest.HostName} takes connections from this server."),
                { NameResolved: true } => PreflightCode.HostSilent.Of($"The ESXi host {guest.HostName} takes no connection from this server: {answer.Trouble}."),
                _ => PreflightCode.HostNameUnknown.Of($"This server cannot resolve the name of the ESXi host {guest.HostName}."),
            };
        }

        yield return guest.HostThumbprint is { Length: > 0 }
            ? PreflightCode.HostCertificateKnown.Of("vCenter knows the thumbprint of the host's certificate.")
            : PreflightCode.HostCertificateUnknown.Of($"vCenter does not tell the thumbprint of the certificate of {guest.HostName ?? "the host"}.");
    }

    private static PreflightFinding Privileges(PreflightCase about) => about.VCenter.Missing?.GetValueOrDefault(about.Machine.Reference.Value) switch
    {
        null => PreflightCode.PrivilegesUnknown.Of("vCenter does not tell which privileges the account of this server has."),
        [] => PreflightCode.PrivilegesGranted.Of("The account of this server has the privileges for guest operations."),
        var missing => PreflightCode.PrivilegesMissing.Of($"The account of this server lacks {string.Join(", ", missing)} on '{about.Name}'."),
    };

    private static PreflightFinding Logon(PreflightQuestion question)
    {
        if (question.GuestLogon is not { } name)
        {
            return question.GivesGuestLogon
                ? PreflightCode.LogonKnown.Of("A user and a password are given.")
                : PreflightCode.LogonNotChosen.Of("No logon for the guest is chosen yet.");
        }

        return question switch
        {
            { GuestLogonExists: false } => PreflightCode.LogonUnknown.Of($"There is no guest logon named '{name}'."),
            { GuestLogonSuspended: true } => PreflightCode.LogonSuspended.Of($"The guest logon '{name}' is suspended: machines refused it."),
            _ => PreflightCode.LogonKnown.Of($"There is a guest logon '{name}'; whether the guest takes it, the installation finds out."),
        };
    }

    /// <summary>Whether machines are told how they reach this server.</summary>
    public PreflightFinding PublicUrls() => ServerListeners.GuessesConnectorUrls(options.Value.Listen)
        ? PreflightCode.PublicUrlsMissing.Of("It is not configured how guests reach this server.")
        : PreflightCode.PublicUrlsConfigured.Of("It is configured how guests reach this server.");
}
