using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>Turns a failure of the simulated disk into the one that a program sees from System.IO.</summary>
internal static class MachineFailures
{
    public delegate void Write(string path, ReadOnlySpan<byte> content);

    public static void Translate(string path, ReadOnlySpan<byte> content, Write write)
    {
        try
        {
            write(path, content);
        }
        catch (FileSystemException e)
        {
            throw ToSystem(e);
        }
    }

    public static T Translate<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (FileSystemException e)
        {
            throw ToSystem(e);
        }
    }

    private static Exception ToSystem(FileSystemException e) => e.Failure switch
    {
        FileFailure.NoSpace => DiskFull.On(e.Path),
        FileFailure.NotFound => new FileNotFoundException($"Could not find '{e.Path}'.", e.Path),
        FileFailure.AccessDenied => new UnauthorizedAccessException($"Access to the path '{e.Path}' is denied."),
        _ => new IOException($"{e.Failure}: '{e.Path}'."),
    };
}
