using System.ComponentModel;
using System.Diagnostics;

namespace VsphereConnector.Demo.Shell;

/// <summary>The user's own browser, where there is a desktop.</summary>
internal static class Browser
{
    public static void TryOpen(Uri address)
    {
        if (Opener() is not { } opener)
        {
            return;
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(opener, [address.ToString()]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            // There is none: the address is printed anyway.
        }
    }

    private static string? Opener() => true switch
    {
        _ when OperatingSystem.IsWindows() => "explorer.exe",
        _ when OperatingSystem.IsMacOS() => "open",
        _ when Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 } => "xdg-open",
        _ => null,
    };
}
