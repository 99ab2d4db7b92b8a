namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Renames over a file that others read: Windows refuses that while one of them has it open, which is for a moment.</summary>
internal static class WindowsRename
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public static void Over(string from, string to)
    {
        if (!SpinWait.SpinUntil(() => TryOver(from, to), Patience))
        {
            File.Move(from, to, overwrite: true);
        }
    }

    private static bool TryOver(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && File.Exists(from) && File.Exists(to))
        {
            return false;
        }
    }
}
