namespace VsphereConnector.Connector.Machines;

/// <summary>Tells a full disk (or quota) from other failures by the system's own code.</summary>
internal static class DiskFull
{
    private const int LinuxNoSpace = 28, LinuxQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);

    public static bool Is(IOException exception) =>
        exception.HResult is LinuxNoSpace or LinuxQuota or WindowsDiskFull or WindowsHandleDiskFull;

    /// <summary>The failure as a simulated disk reports it.</summary>
    public static IOException On(string path) => new($"No space left on device: '{path}'.", LinuxNoSpace);
}
