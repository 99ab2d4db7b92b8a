using System.Runtime.Versioning;
using System.Security.Principal;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Who this process is on Windows.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccount
{
    /// <summary>With its domain, such as <c>NT AUTHORITY\SYSTEM</c>.</summary>
    public static string Name
    {
        get
        {
            using var identity = WindowsIdentity.GetCurrent();
            return identity.Name;
        }
    }

    public static bool IsLocalSystem
    {
        get
        {
            using var identity = WindowsIdentity.GetCurrent();
            return identity.IsSystem;
        }
    }
}
