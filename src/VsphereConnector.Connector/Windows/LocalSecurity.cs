using System.Runtime.InteropServices;

namespace VsphereConnector.Connector.Windows;

/// <summary>What the calls of the local security authority (LSA) have in common.</summary>
internal static partial class LocalSecurity
{
    /// <summary>The code of winerror.h for a status of ntstatus.h.</summary>
    [LibraryImport("advapi32", EntryPoint = "LsaNtStatusToWinError")]
    public static partial int ErrorOf(uint status);
}

/// <summary>UNICODE_STRING of ntsecapi.h; the lengths are in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UnicodeString
{
    public ushort Length;
    public ushort MaximumLength;
    public char* Text;

    public static UnicodeString Of(char* text, int letters) =>
        new() { Length = (ushort)(letters * sizeof(char)), MaximumLength = (ushort)(letters * sizeof(char)), Text = text };

    public override readonly string ToString() => new(Text, 0, Length / sizeof(char));
}
