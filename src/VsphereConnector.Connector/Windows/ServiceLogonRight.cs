using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Principal;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Windows;

/// <summary>The right of an account to log on as a service, which the service control manager does not give by itself.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class ServiceLogonRight
{
    private const string Name = "SeServiceLogonRight";
    private const uint CreateAccount = 0x10, LookupNames = 0x800;

    /// <exception cref="UnknownAccountException">There is no such account.</exception>
    /// <exception cref="IOException">The system's reason.</exception>
    public static void Grant(string account)
    {
        var identifier = IdentifierOf(account);
        var attributes = default(ObjectAttributes);
        Succeeded(LsaOpenPolicy(null, &attributes, CreateAccount | LookupNames, out var policy));
        try
        {
            fixed (byte* sid = identifier)
            fixed (char* name = Name)
            {
                var right = new UnicodeString { Length = (ushort)(Name.Length * sizeof(char)), MaximumLength = (ushort)((Name.Length + 1) * sizeof(char)), Text = name };
                Succeeded(LsaAddAccountRights(policy, sid, &right, 1));
            }
        }
        finally
        {
            _ = LsaClose(policy);
        }
    }

    private static byte[] IdentifierOf(string account)
    {
        try
        {
            var local = account.StartsWith(@".\", StringComparison.Ordinal) ? account[2..] : account;
            var identifier = (SecurityIdentifier)new NTAccount(local).Translate(typeof(SecurityIdentifier));
            var bytes = new byte[identifier.BinaryLength];
            identifier.GetBinaryForm(bytes, 0);
            return bytes;
        }
        catch (IdentityNotMappedException)
        {
            throw new UnknownAccountException(account);
        }
    }

    private static void Succeeded(uint status)
    {
        if (status != 0)
        {
            throw new IOException($"Cannot let the account log on as a service: {new Win32Exception(LsaNtStatusToWinError(status)).Message}");
        }
    }

    [LibraryImport("advapi32")]
    private static partial uint LsaOpenPolicy(UnicodeString* system, ObjectAttributes* attributes, uint access, out nint policy);

    [LibraryImport("advapi32")]
    private static partial uint LsaAddAccountRights(nint policy, byte* account, UnicodeString* rights, uint count);

    [LibraryImport("advapi32")]
    private static partial uint LsaClose(nint policy);

    [LibraryImport("advapi32")]
    private static partial int LsaNtStatusToWinError(uint status);

    /// <summary>LSA_UNICODE_STRING of ntsecapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct UnicodeString
    {
        public ushort Length;
        public ushort MaximumLength;
        public char* Text;
    }

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
