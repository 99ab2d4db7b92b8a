using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Principal;

namespace VsphereConnector.Connector.Windows;

/// <summary>The rights that this machine's security policy gives an account by itself; those of its groups come besides.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class AccountRights
{
    public const string ServiceLogon = "SeServiceLogonRight", NoServiceLogon = "SeDenyServiceLogonRight";

    private const uint CreateAccount = 0x10, LookupNames = 0x800, HasNone = 0xC0000034;

    /// <summary>Lets an account log on as a service, which the service control manager does not do by itself.</summary>
    /// <exception cref="IOException">The system's reason.</exception>
    public static void LetLogOnAsService(SecurityIdentifier account) => WithPolicy(CreateAccount | LookupNames, policy =>
    {
        fixed (byte* sid = BytesOf(account))
        fixed (char* name = ServiceLogon)
        {
            var right = UnicodeString.Of(name, ServiceLogon.Length);
            return Succeeded(LsaAddAccountRights(policy, sid, &right, 1), "let the account log on as a service");
        }
    });

    /// <summary>Their names, as in ntsecapi.h and winnt.h.</summary>
    /// <exception cref="IOException">The system's reason.</exception>
    public static IReadOnlyList<string> Of(SecurityIdentifier account) => WithPolicy<IReadOnlyList<string>>(LookupNames, policy =>
    {
        fixed (byte* sid = BytesOf(account))
        {
            var status = LsaEnumerateAccountRights(policy, sid, out var rights, out var count);
            if (status == HasNone)
            {
                return [];
            }

            Succeeded(status, "read the rights of the account");
            var names = new string[count];
            for (var i = 0; i < count; i++)
            {
                names[i] = rights[i].ToString();
            }

            _ = LsaFreeMemory(rights);
            return names;
        }
    });

    private static T WithPolicy<T>(uint access, Func<nint, T> act)
    {
        var attributes = default(ObjectAttributes);
        Succeeded(LsaOpenPolicy(null, &attributes, access, out var policy), "open the security policy");
        try
        {
            return act(policy);
        }
        finally
        {
            _ = LsaClose(policy);
        }
    }

    private static byte[] BytesOf(SecurityIdentifier account)
    {
        var bytes = new byte[account.BinaryLength];
        account.GetBinaryForm(bytes, 0);
        return bytes;
    }

    private static bool Succeeded(uint status, string what) =>
        status == 0 ? true : throw new IOException($"Cannot {what}: {new Win32Exception(LocalSecurity.ErrorOf(status)).Message}");

    [LibraryImport("advapi32")]
    private static partial uint LsaOpenPolicy(UnicodeString* system, ObjectAttributes* attributes, uint access, out nint policy);

    [LibraryImport("advapi32")]
    private static partial uint LsaAddAccountRights(nint policy, byte* account, UnicodeString* rights, uint count);

    [LibraryImport("advapi32")]
    private static partial uint LsaEnumerateAccountRights(nint policy, byte* account, out UnicodeString* rights, out uint count);

    [LibraryImport("advapi32")]
    private static partial uint LsaFreeMemory(void* buffer);

    [LibraryImport("advapi32")]
    private static partial uint LsaClose(nint policy);

    /// <summary>LSA_OBJECT_ATTRIBUTES of ntsecapi.h; all of it is unused.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ObjectAttributes
    {
        public uint Length;
        public nint RootDirectory;
        public nint ObjectName;
        public uint Attributes;
        public nint SecurityDescriptor;
        public nint QualityOfService;
    }
}
