using System.Globalization;
using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Preflight.Guests;

/// <summary>What is to be said of a Windows machine alone.</summary>
internal static partial class WindowsFindings
{
    /// <summary>Windows 10 and Server 2016.</summary>
    private const int Oldest = 10;

    public static IEnumerable<PreflightFinding> Of(GuestReport report) =>
    [
        System(report),
        Logon(report),
        RemoteUac(report),
        .. RunAs(report.RunAs),
        .. Left(report),
    ];

    private static PreflightFinding System(GuestReport report) =>
        Number().Match(report.Version) is { Success: true } version && int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture) < Oldest
            ? GuestCode.WindowsTooOld.Of($"It is {report.Version} on {report.Architecture}.")
            : GuestCode.SystemSupported.Of($"It is {report.Version} on {report.Architecture}, and the connector's program starts there.");

    private static PreflightFinding Logon(GuestReport report) => report.IsSeenAsInstaller
        ? GuestCode.LogonElevated.Of($"The logon of '{report.Login.Name}' has the rights of an administrator.")
        : GuestCode.LogonNotElevated.Of($"The logon of '{report.Login.Name}' is not elevated, or it is no administrator.");

    private static PreflightFinding RemoteUac(GuestReport report) => report.RemoteUac == "off"
        ? GuestCode.RemoteUacOff.Of("Local administrators keep their rights over the network.")
        : GuestCode.RemoteUacOn.Of("Over SMB, local administrators other than the built-in one have not their rights (remote UAC).");

    private static IEnumerable<PreflightFinding> RunAs(WindowsAccountReport? account)
    {
        if (account is null)
        {
            return [];
        }

        if (account.Name is not { } name)
        {
            return [GuestCode.AccountMissing.Of($"There is no account '{account.Wanted}' for the connector to run as.")];
        }

        PreflightFinding[] troubles = [.. RunAsTroubles(name, account)];
        return
        [
            .. troubles.Length > 0 ? troubles : [GuestCode.AccountReady.Of($"The connector can run as '{name}', an administrator.")],
            .. ServiceLogon(name, account.ServiceLogon),
        ];
    }

    private static IEnumerable<PreflightFinding> RunAsTroubles(string name, WindowsAccountReport account)
    {
        if (account.State is "disabled" or "lockedout")
        {
            yield return GuestCode.AccountDisabled.Of($"'{name}', which the connector is to run as, is {(account.State == "disabled" ? "disabled" : "locked out")}.");
        }

        switch (account.Group)
        {
            case "ordinary":
                yield return GuestCode.AccountNoAdministrator.Of($"'{name}', which the connector is to run as, is not in the local group Administrators.");
                break;
            case "unknown":
                yield return GuestCode.AccountGroupsUnseen.Of($"Whether '{name}' is in the local group Administrators could not be seen.");
                break;
        }

        if (!account.HasPassword)
        {
            yield return GuestCode.AccountPasswordUnknown.Of($"Windows needs the password of '{name}' for the connector's service, and this server does not have it.");
        }
    }

    private static IEnumerable<PreflightFinding> ServiceLogon(string name, string right) => right switch
    {
        "granted" => [GuestCode.ServiceLogonGranted.Of($"'{name}' may log on as a service.")],
        "none" => [GuestCode.ServiceLogonToCome.Of($"'{name}' has not the right to log on as a service by itself; the installation gives it.")],
        "denied" => [GuestCode.ServiceLogonDenied.Of($"'{name}' is denied to log on as a service.")],
        _ => [],
    };

    private static IEnumerable<PreflightFinding> Left(GuestReport report)
    {
        if (report.Connector is { } state)
        {
            yield return GuestCode.ConnectorThere.Of($"There is a connector already (its service is {state}); an installation replaces it.");
        }

        yield return report.Left is { Length: > 0 } left
            ? GuestCode.Leftovers.Of($"Earlier runs have left something, or are at work: {string.Join(", ", left)}.")
            : GuestCode.NoLeftovers.Of("Nothing is left of earlier runs.");
    }

    [GeneratedRegex(@"(?<major>[0-9]{1,4})\.[0-9]+\.[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
