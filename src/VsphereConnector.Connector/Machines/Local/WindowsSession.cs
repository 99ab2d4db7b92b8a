using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>An account that is logged on to have programs run as it: its token, its profile and its environment. It has no password here, so it can log on to no other machine.</summary>
internal sealed unsafe partial class WindowsSession : IDisposable
{
    private const uint NoUserInterface = 1;

    private nint _profile;

    private WindowsSession(SafeAccessTokenHandle token, nint profile) => (Token, _profile) = (token, profile);

    public SafeAccessTokenHandle Token { get; }

    /// <summary>Null where it is the account of this process.</summary>
    /// <exception cref="UnknownAccountException">There is no such account.</exception>
    /// <exception cref="ProcessStartException">It cannot be logged on, and why.</exception>
    [SupportedOSPlatform("windows")]
    public static WindowsSession? Open(string account)
    {
        if (account.Equals(WindowsAccount.Name, StringComparison.OrdinalIgnoreCase) || WindowsLogon.Find(account) is not { } logon)
        {
            return null;
        }

        if (!WindowsAccount.IsLocalSystem)
        {
            throw new ProcessStartException(
                ProcessStartFailure.RunAsNotPermitted, $"Only SYSTEM may run a program as '{account}', and this is '{WindowsAccount.Name}'.");
        }

        var token = WindowsTokens.LogOn(account, logon);
        try
        {
            // The system keeps the profiles of its services loaded.
            return new(token, logon.Kind == WindowsLogonKind.Service ? 0 : LoadProfile(account, logon.Name, token));
        }
        catch
        {
            token.Dispose();
            throw;
        }
    }

    /// <summary>The account's own environment, without anything of this process's.</summary>
    public IEnumerable<KeyValuePair<string, string>> ReadEnvironment()
    {
        if (!CreateEnvironmentBlock(out var block, Token, inherit: false))
        {
            throw new ProcessStartException(ProcessStartFailure.RunAsRefused, $"The account's environment cannot be made: {new Win32Exception().Message}");
        }

        try
        {
            return WindowsEnvironment.Parse(block);
        }
        finally
        {
            DestroyEnvironmentBlock(block);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _profile, 0) is not 0 and var profile)
        {
            UnloadUserProfile(Token, profile);
        }

        Token.Dispose();
    }

    private static nint LoadProfile(string account, string name, SafeAccessTokenHandle token)
    {
        fixed (char* user = name)
        {
            var profile = new ProfileInformation { Size = (uint)sizeof(ProfileInformation), Flags = NoUserInterface, UserName = user };
            return LoadUserProfile(token, &profile)
                ? profile.Profile
                : throw new ProcessStartException(ProcessStartFailure.RunAsRefused, $"The profile of '{account}' cannot be loaded: {new Win32Exception().Message}");
        }
    }

    /// <summary>PROFILEINFOW of profinfo.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProfileInformation
    {
        public uint Size;
        public uint Flags;
        public char* UserName;
        public char* ProfilePath;
        public char* DefaultPath;
        public char* ServerName;
        public char* PolicyPath;
        public nint Profile;
    }

    [LibraryImport("userenv", EntryPoint = "LoadUserProfileW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool LoadUserProfile(SafeAccessTokenHandle token, ProfileInformation* profile);

    [LibraryImport("userenv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnloadUserProfile(SafeAccessTokenHandle token, nint profile);

    [LibraryImport("userenv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateEnvironmentBlock(out char* block, SafeAccessTokenHandle token, [MarshalAs(UnmanagedType.Bool)] bool inherit);

    [LibraryImport("userenv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DestroyEnvironmentBlock(char* block);
}
