using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Principal;
using VsphereConnector.Connector.Windows;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>What this Windows knows of an account that a service is to log on as.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsServiceAccount
{
    private const uint Indirectly = 1, AsMuchAsThereIs = uint.MaxValue, IsDisabled = 0x2, IsLockedOut = 0x10;

    /// <summary>Null where there is no such account.</summary>
    public static MachineAccount? Find(string account)
    {
        try
        {
            var identifier = WindowsLogon.IdentifierOf(account);
            var name = identifier.Translate(typeof(NTAccount)).Value;
            var logon = WindowsLogon.Choose(account, identifier.Value, name, Environment.MachineName);
            var isLocal = logon?.Kind == WindowsLogonKind.OfThisMachine;
            return new MachineAccount
            {
                Name = name,
                State = isLocal ? StateOf(logon!.Name) : AccountState.Unknown,
                IsAdministrator = IsAdministrator(isLocal ? logon!.Name : name),
                ServiceLogon = ServiceLogonOf(identifier),
            };
        }
        catch (UnknownAccountException)
        {
            return null;
        }
    }

    /// <summary>An account of a domain has its state at the domain's controllers.</summary>
    private static AccountState StateOf(string name)
    {
        if (NetUserGetInfo(null, name, 1, out var user) != 0)
        {
            return AccountState.Unknown;
        }

        var flags = user->Flags;
        _ = NetApiBufferFree(user);
        return (flags & IsDisabled) != 0 ? AccountState.Disabled : (flags & IsLockedOut) != 0 ? AccountState.LockedOut : AccountState.Enabled;
    }

    /// <summary>Also by a group of its domain that is in the group. Null where the system does not tell.</summary>
    private static bool? IsAdministrator(string name)
    {
        if (NetUserGetLocalGroups(null, name, 0, Indirectly, out var groups, AsMuchAsThereIs, out var count, out _) != 0)
        {
            return null;
        }

        var administrators = Administrators();
        var isOne = false;
        for (var i = 0; i < count; i++)
        {
            isOne |= administrators.Equals(new string(groups[i]), StringComparison.OrdinalIgnoreCase);
        }

        _ = NetApiBufferFree(groups);
        return isOne;
    }

    /// <summary>Each language of Windows has a name of its own for the group.</summary>
    private static string Administrators() =>
        new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null).Translate(typeof(NTAccount)).Value.Split('\\')[^1];

    private static ServiceLogonRight ServiceLogonOf(SecurityIdentifier account)
    {
        try
        {
            var rights = AccountRights.Of(account);
            return rights.Contains(AccountRights.NoServiceLogon) ? ServiceLogonRight.Denied
                : rights.Contains(AccountRights.ServiceLogon) ? ServiceLogonRight.Granted
                : ServiceLogonRight.None;
        }
        catch (IOException)
        {
            return ServiceLogonRight.Unknown;
        }
    }

    [LibraryImport("netapi32", StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint NetUserGetInfo(string? server, string name, uint level, out UserInformation* user);

    [LibraryImport("netapi32", StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint NetUserGetLocalGroups(
        string? server, string name, uint level, uint flags, out char** groups, uint size, out uint count, out uint all);

    [LibraryImport("netapi32")]
    private static partial uint NetApiBufferFree(void* buffer);

    /// <summary>USER_INFO_1 of lmaccess.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct UserInformation
    {
        public char* Name;
        public char* Password;
        public uint PasswordAge;
        public uint Privilege;
        public char* Home;
        public char* Comment;
        public uint Flags;
        public char* Script;
    }
}
