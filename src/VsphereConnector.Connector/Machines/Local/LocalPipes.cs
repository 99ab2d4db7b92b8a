using System.IO.Pipes;
using System.Security.Cryptography;
using System.Text;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Named pipes. On Windows administrators and SYSTEM may open them; elsewhere whoever may enter the folder of the socket.</summary>
internal sealed class LocalPipes : IMachinePipes
{
    private const int MostAtOnce = 64;

    private static readonly TimeSpan OpenTimeout = TimeSpan.FromMilliseconds(500);

    public async Task ServeAsync(string path, Func<Stream, Task> serve, CancellationToken cancellationToken)
    {
        var next = NewServer(path);
        var served = new HashSet<Task>();
        try
        {
            while (true)
            {
                await next.WaitForConnectionAsync(cancellationToken);
                var opened = next;

                // Before that one is served: there is always one to connect to.
                next = NewServer(path);
                served.RemoveWhere(task => task.IsCompleted);
                served.Add(serve(opened));
            }
        }
        finally
        {
            await next.DisposeAsync();
            await Task.WhenAll(served);
        }
    }

    public async Task<Stream?> TryOpenAsync(string path, CancellationToken cancellationToken)
    {
        var client = new NamedPipeClientStream(".", NameOf(path), PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await client.ConnectAsync(OpenTimeout, cancellationToken);
            return client;
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            await client.DisposeAsync();
            return null;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    private static NamedPipeServerStream NewServer(string path)
    {
        try
        {
            return new(NameOf(path), PipeDirection.InOut, MostAtOnce, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        }
        catch (ArgumentException exception)
        {
            // The path of a socket has its limit, about a hundred letters.
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>Windows has one space of names for all folders.</summary>
    private static string NameOf(string path) => OperatingSystem.IsWindows()
        ? $"vlink-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path.ToUpperInvariant())))[..32]}"
        : path;
}
