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
