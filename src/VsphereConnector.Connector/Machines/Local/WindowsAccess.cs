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

    /// <summary>FILE_TRAVERSE, FILE_READ_ATTRIBUTES, SYNCHRONIZE and READ_CONTROL: enough for a current folder.</summary>
    private const string Pass = "0x1200a0";

    private const string SignedIn = "AU";

    public static bool IsPrivate(UnixFileMode mode) => (mode & ReadByOthers) == UnixFileMode.None;

    public static void CreateFile(string path)
    {
        var security = new FileSecurity();
        security.SetSecurityDescriptorSddlForm($"D:P(A;;FA;;;{System})(A;;FA;;;{Administrators})(A;;FA;;;{Owner})");
        new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.Read | FileShare.Delete, 1, FileOptions.None, security).Dispose();
    }

    public static void CreateDirectory(string path, UnixFileMode mode)
    {
        var security = new DirectorySecurity();
        var passing = mode.HasFlag(UnixFileMode.OtherExecute) ? $"(A;;{Pass};;;{SignedIn})" : "";
        security.SetSecurityDescriptorSddlForm($"D:P(A;OICI;FA;;;{System})(A;OICI;FA;;;{Administrators})(A;OICI;FA;;;{Owner}){passing}");
        security.CreateDirectory(path);
    }

    /// <summary>An account may read and run a file besides those who may already.</summary>
    public static void LetRun(string path, SecurityIdentifier account)
    {
        var file = new FileInfo(path);
        var security = file.GetAccessControl(AccessControlSections.Access);
        security.AddAccessRule(new FileSystemAccessRule(account, FileSystemRights.ReadAndExecute, AccessControlType.Allow));
        file.SetAccessControl(security);
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
