using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace VsphereConnector.Connector.Windows;

/// <summary>
/// The console of the connector's process, which nobody sees: what it starts shares it, so cmd.exe reads its scripts as UTF-8, and programs
/// write UTF-8 instead of the OEM code page of the machine's language.
/// </summary>
[SupportedOSPlatform("windows")]
internal static partial class Utf8Console
{
    private const uint CodePage = 65001;

    /// <summary>Where the system does not let it, the OEM code page stays.</summary>
    public static void Open()
    {
        AllocConsole();
        SetConsoleCP(CodePage);
        SetConsoleOutputCP(CodePage);
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AllocConsole();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleCP(uint codePage);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleOutputCP(uint codePage);
}
