using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using VsphereConnector.Connector.Windows;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The logons by which SYSTEM gets a token for an account without its password.</summary>
internal static unsafe partial class WindowsTokens
{
    private const uint ServiceLogon = 5, DefaultProvider = 0, S4ULogon = 12, AccountRestriction = 0xC000006E;
    private const int BatchLogon = 4;
    private const int NoSuchUser = 1317, NotMapped = 1332, LogonTypeNotGranted = 1385;

    private static ReadOnlySpan<byte> Caller => "vlink"u8;

    /// <exception cref="UnknownAccountException">There is no such account.</exception>
    /// <exception cref="ProcessStartException">The system refuses it, and why.</exception>
    public static SafeAccessTokenHandle LogOn(string account, WindowsLogon logon)
    {
        if (logon.Kind != WindowsLogonKind.Service)
        {
            return LogOnForUser(account, logon);
        }

        return LogonUser(logon.Name, logon.Domain, null, ServiceLogon, DefaultProvider, out var token)
            ? token
            : throw Refusal(account, Marshal.GetLastPInvokeError());
    }

    /// <summary>What a refusal of the system means.</summary>
    /// <param name="account">As it was given.</param>
    /// <param name="error">A code of winerror.h.</param>
    internal static Exception Refusal(string account, int error) => error switch
    {
        NoSuchUser or NotMapped => new UnknownAccountException(account),
        LogonTypeNotGranted => new ProcessStartException(ProcessStartFailure.RunAsRightMissing, $"'{account}' does not have the right to log on as a batch job."),
        _ => new ProcessStartException(ProcessStartFailure.RunAsRefused, $"The system does not log '{account}' on: {new Win32Exception(error).Message}"),
    };

    /// <summary>Service for user: MSV1_0_S4U_LOGON and KERB_S4U_LOGON have the same members and the same number.</summary>
    private static SafeAccessTokenHandle LogOnForUser(string account, WindowsLogon logon)
    {
        fixed (byte* caller = Caller)
        {
            var name = new AnsiString { Length = (ushort)Caller.Length, MaximumLength = (ushort)Caller.Length, Text = caller };
            Succeeded(account, LsaRegisterLogonProcess(&name, out var lsa, out _));
            try
            {
                return LogOnForUser(account, logon, lsa, name);
            }
            finally
            {
                _ = LsaDeregisterLogonProcess(lsa);
            }
        }
    }

    private static SafeAccessTokenHandle LogOnForUser(string account, WindowsLogon logon, nint lsa, AnsiString caller)
    {
        var request = RequestOf(logon, out var size);
        try
        {
            var source = default(TokenSource);
            Caller.CopyTo(new Span<byte>(source.Name, 8));
            var status = LsaLogonUser(
                lsa, &caller, BatchLogon, PackageOf(account, logon.Kind, lsa), request, size, 0, &source, out var profile, out _, out _, out var token, out _, out var reason);
            Succeeded(account, status == AccountRestriction && reason != 0 ? reason : status);
            _ = LsaFreeReturnBuffer(profile);
            return token;
        }
        finally
        {
            NativeMemory.Free(request);
        }
    }

    private static uint PackageOf(string account, WindowsLogonKind kind, nint lsa)
    {
        var package = kind == WindowsLogonKind.OfThisMachine ? "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"u8 : "Kerberos"u8;
        fixed (byte* text = package)
        {
            var name = new AnsiString { Length = (ushort)package.Length, MaximumLength = (ushort)package.Length, Text = text };
            Succeeded(account, LsaLookupAuthenticationPackage(lsa, &name, out var number));
            return number;
        }
    }

    /// <summary>One piece of memory: what the names point to must lie behind them.</summary>
    private static S4URequest* RequestOf(WindowsLogon logon, out uint size)
    {
        var (name, domain) = (logon.Name, logon.Domain);
        size = (uint)(sizeof(S4URequest) + ((name.Length + domain.Length) * sizeof(char)));
        var request = (S4URequest*)NativeMemory.AllocZeroed(size);
        var text = (char*)(request + 1);
        name.CopyTo(new Span<char>(text, name.Length));
        domain.CopyTo(new Span<char>(text + name.Length, domain.Length));
        request->Kind = S4ULogon;
        request->Name = UnicodeString.Of(text, name.Length);
        request->Domain = UnicodeString.Of(text + name.Length, domain.Length);
        return request;
    }

    private static void Succeeded(string account, uint status)
    {
        if (status != 0)
        {
            throw Refusal(account, LocalSecurity.ErrorOf(status));
        }
    }

    /// <summary>LSA_STRING of ntsecapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AnsiString
    {
        public ushort Length;
        public ushort MaximumLength;
        public byte* Text;
    }

    /// <summary>MSV1_0_S4U_LOGON and KERB_S4U_LOGON of ntsecapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct S4URequest
    {
        public uint Kind;
        public uint Flags;
        public UnicodeString Name;
        public UnicodeString Domain;
    }

    /// <summary>TOKEN_SOURCE of winnt.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TokenSource
    {
        public fixed byte Name[8];
        public uint LowPart;
        public int HighPart;
    }

    /// <summary>QUOTA_LIMITS of winnt.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct QuotaLimits
    {
        public nuint PagedPool;
        public nuint NonPagedPool;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public nuint PageFile;
        public long Time;
    }

    [LibraryImport("advapi32", EntryPoint = "LogonUserW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool LogonUser(string name, string domain, string? password, uint kind, uint provider, out SafeAccessTokenHandle token);

    [LibraryImport("secur32")]
    private static partial uint LsaRegisterLogonProcess(AnsiString* name, out nint lsa, out uint mode);

    [LibraryImport("secur32")]
    private static partial uint LsaDeregisterLogonProcess(nint lsa);

    [LibraryImport("secur32")]
    private static partial uint LsaLookupAuthenticationPackage(nint lsa, AnsiString* name, out uint package);

    [LibraryImport("secur32")]
    private static partial uint LsaLogonUser(
        nint lsa, AnsiString* origin, int kind, uint package, void* request, uint size, nint groups, TokenSource* source,
        out nint profile, out uint profileSize, out long logonId, out SafeAccessTokenHandle token, out QuotaLimits quotas, out uint subStatus);

    [LibraryImport("secur32")]
    private static partial uint LsaFreeReturnBuffer(nint buffer);
}
