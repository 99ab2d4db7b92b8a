using System.Runtime.Versioning;

namespace VsphereConnector.Connector.Windows;

/// <summary>How a process of the connector is asked to end on Windows, where there is no SIGTERM: by an event with its process id in its name.</summary>
[SupportedOSPlatform("windows")]
internal static class EndRequest
{
    /// <summary>Calls back once when somebody asks this process to end.</summary>
    public static IDisposable Listen(Action asked)
    {
        var asking = new EventWaitHandle(false, EventResetMode.ManualReset, NameOf(Environment.ProcessId));
        ThreadPool.RegisterWaitForSingleObject(asking, (_, _) => asked(), null, Timeout.Infinite, executeOnlyOnce: true);
        return asking;
    }

    /// <summary>False where the process does not listen.</summary>
    public static bool TrySend(int processId)
    {
        try
        {
            if (!EventWaitHandle.TryOpenExisting(NameOf(processId), out var asking))
            {
                return false;
            }

            using (asking)
            {
                return asking.Set();
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static string NameOf(int processId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $@"Global\vlink-end-{processId}");
}
