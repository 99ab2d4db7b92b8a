using System.Globalization;
using System.Text.RegularExpressions;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>vCenter and the ESXi host do not reach each other.</summary>
public class HostCommunication(FaultContent content) : RuntimeFault(content);

/// <summary>The host is not connected to vCenter.</summary>
public sealed class HostNotConnected(FaultContent content) : HostCommunication(content);

/// <summary>vCenter cannot reach the host.</summary>
public sealed class HostNotReachable(FaultContent content) : HostCommunication(content);

/// <summary>An argument is wrong.</summary>
public sealed class InvalidArgument(FaultContent content) : RuntimeFault(content)
{
    /// <summary>Which argument, if the server says it.</summary>
    public string? InvalidProperty => Fields.GetString("invalidProperty");
}

/// <summary>The request is malformed, or the server does not know its method or types.</summary>
public class InvalidRequest(FaultContent content) : RuntimeFault(content);

/// <summary>The server does not know a type of the request.</summary>
public sealed class InvalidType(FaultContent content) : InvalidRequest(content);

/// <summary>The object has no such method.</summary>
public sealed class MethodNotFound(FaultContent content) : InvalidRequest(content);

/// <summary>The managed object does not exist, or no longer.</summary>
public sealed class ManagedObjectNotFound(FaultContent content) : RuntimeFault(content)
{
    /// <summary>The object.</summary>
    public ManagedObjectReference? Object => Fields.GetReference("obj");
}

/// <summary>Someone disabled the method on this object.</summary>
public sealed class MethodDisabled(FaultContent content) : RuntimeFault(content);

/// <summary>The license does not cover this.</summary>
public sealed class NotEnoughLicenses(FaultContent content) : RuntimeFault(content);

/// <summary>The server does not implement this.</summary>
public sealed class NotImplemented(FaultContent content) : RuntimeFault(content);

/// <summary>The server or the object does not support this.</summary>
public sealed class NotSupported(FaultContent content) : RuntimeFault(content);

/// <summary>The call was cancelled.</summary>
public sealed class RequestCanceled(FaultContent content) : RuntimeFault(content);

/// <summary>An administrator's setting forbids this.</summary>
public sealed class RestrictedByAdministrator(FaultContent content) : RuntimeFault(content);

/// <summary>An error inside the server or below it.</summary>
public sealed partial class SystemError(FaultContent content) : RuntimeFault(content)
{
    /// <summary>The server's reason, not localized.</summary>
    public string? Reason => Fields.GetString("reason");

    /// <summary>
    /// The pair of VIX error codes that a guest operation's reason carries, such as (3016, 0) while Tools are down; null without them.
    /// </summary>
    public (int Error, int Additional)? VixErrorCodes =>
        VixCodes().Match(Reason ?? "") is { Success: true } match
        && int.TryParse(match.Groups["error"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var error)
        && int.TryParse(match.Groups["additional"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var additional)
            ? (error, additional)
            : null;

    [GeneratedRegex(@"vix error codes = \((?<error>[0-9]{1,9}), ?(?<additional>[0-9]{1,9})\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VixCodes();
}
