using System.Net.WebSockets;
using System.Security.Authentication;

namespace VsphereConnector.Connector.Network;

/// <summary>Says in one sentence why the server was not reached.</summary>
internal static class ServerFailure
{
    /// <summary>What a connection attempt fails with; anything else is a fault of this program.</summary>
    public static bool Is(Exception exception) => exception
        is HttpRequestException or IOException or WebSocketException or AuthenticationException or OperationCanceledException;

    public static string Describe(Exception exception, string url, ServerTrust trust)
    {
        if (trust.Refusal is { } refusal)
        {
            return $"{url}: {refusal}";
        }

        return exception is OperationCanceledException or { InnerException: TimeoutException }
            ? $"{url} did not answer in time: check that this machine may connect to it, and the proxy."
            : $"{url} cannot be reached: {Innermost(exception).Message.TrimEnd('.')}.";
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
