using System.Net;
using System.Net.Sockets;

namespace VsphereConnector.Server.Channels.Clients;

/// <summary>A name, an IPv4 or an IPv6 address, as client programs take it: never an option, nor more than one word.</summary>
internal static class HostAddress
{
    private const int MaxLength = 253;

    /// <summary>Brackets keep an IPv6 address apart from its port.</summary>
    public static string WithPort(string host, int port) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";

    public static bool IsValid(string host) =>
        host.Contains(':', StringComparison.Ordinal)
            ? !host.AsSpan().ContainsAny("%[]/") && IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            : host.Length is > 0 and <= MaxLength && host[0] is not ('-' or '.') && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
