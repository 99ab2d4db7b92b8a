using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>
/// Modes as access lists: what the group and all others may not read is for the system, the administrators and its owner alone, and does
/// not go by its folder; anything else has the rights of its folder.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccess
{
    private const UnixFileMode ReadByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const string System = "SY", Administrators = "BA", Owner = "OW";

    public static bool IsPrivate(UnixFileMode mode) => (mode & ReadByOthers) == UnixFileMode.None;

    public static void CreateFile(string path)
    {
        var security = new FileSecurity();
        security.SetSecurityDescriptorSddlForm($"D:P(A;;FA;;;{System})(A;;FA;;;{Administrators})(A;;FA;;;{Owner})");
        new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.Read | FileShare.Delete, 1, FileOptions.None, security).Dispose();
    }

    public static void CreateDirectory(string path)
    {
        var security = new DirectorySecurity();
        security.SetSecurityDescriptorSddlForm($"D:P(A;OICI;FA;;;{System})(A;OICI;FA;;;{Administrators})(A;OICI;FA;;;{Owner})");
        security.CreateDirectory(path);
    }

    /// <summary><see cref="FileModes.Private"/>, or <see cref="FileModes.Readable"/> where anybody else may do anything with it.</summary>
    public static UnixFileMode ModeOf(string path)
    {
        var security = new FileInfo(path).GetAccessControl(AccessControlSections.Access | AccessControlSections.Owner);
        var owner = security.GetOwner(typeof(SecurityIdentifier));
        return security.GetAccessRules(true, true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>()
            .Where(rule => rule.AccessControlType == AccessControlType.Allow)
            .All(rule => rule.IdentityReference == owner || IsPrivileged((SecurityIdentifier)rule.IdentityReference))
            ? FileModes.Private
            : FileModes.Readable;
    }

    private static bool IsPrivileged(SecurityIdentifier identifier) =>
        identifier.IsWellKnown(WellKnownSidType.LocalSystemSid) || identifier.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid)
        || identifier.IsWellKnown(WellKnownSidType.WinCreatorOwnerRightsSid);
}
