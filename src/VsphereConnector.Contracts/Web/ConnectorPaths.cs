namespace VsphereConnector.Contracts.Web;

/// <summary>Where the server listens for connectors.</summary>
public static class ConnectorPaths
{
    /// <summary>Enrolment: HTTPS, token, no client certificate.</summary>
    public const string Enrol = "/connector/v1/enrol";

    /// <summary>Renewal of the certificate: mutual TLS.</summary>
    public const string Renew = "/connector/v1/renew";

    /// <summary>The WEB channel: a WebSocket (RFC 6455) over mutual TLS.</summary>
    public const string Channel = "/connector/v1/channel";

    /// <summary>Packages by their SHA-256: GET with ranges, mutual TLS.</summary>
    public const string Packages = "/connector/v1/packages";

    /// <summary>Files that an operation leaves on the server: PUT, mutual TLS.</summary>
    public const string Operations = "/connector/v1/operations";

    /// <summary>The path of a package.</summary>
    public static string Package(string sha256) => $"{Packages}/{sha256}";

    /// <summary>The path of a file of an operation.</summary>
    public static string OperationFile(Guid operationId, string name) => $"{Operations}/{operationId:D}/files/{name}";
}

/// <summary>Limits of what is sent beside the channel.</summary>
public static class TransferLimits
{
    /// <summary>The largest package in bytes.</summary>
    public const long MaximumPackageBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>The largest file that an operation may leave on the server, in bytes.</summary>
    public const long MaximumFileBytes = 256L * 1024 * 1024;

    /// <summary>How many files an operation may leave on the server.</summary>
    public const int MaximumFiles = 16;

    /// <summary>Whether a text is a SHA-256 in lower-case hex.</summary>
    public static bool IsSha256(string? text) => text is { Length: 64 } && text.All(letter => char.IsAsciiDigit(letter) || letter is >= 'a' and <= 'f');

    /// <summary>Whether a text can be the name of a file of an operation: up to 100 letters, digits, dots, hyphens, underscores, the first no dot.</summary>
    public static bool IsFileName(string? text) =>
        text is { Length: > 0 and <= 100 } && text[0] != '.' && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
}

/// <summary>Limits that both sides keep.</summary>
public static class ChannelLimits
{
    /// <summary>The version of the protocol that <see cref="Hello"/> names.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>The largest message in bytes; a longer one closes the channel with 1009.</summary>
    public const int MaximumMessageBytes = 1024 * 1024;

    /// <summary>The largest piece of output in one message, in bytes.</summary>
    public const int MaximumOutputBytes = 32 * 1024;

    /// <summary>How much output may be under way without an acknowledgement, in bytes for each operation.</summary>
    public const int OutputWindowBytes = 256 * 1024;

    /// <summary>A quiet channel is pinged this often.</summary>
    public static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(20);

    /// <summary>A channel whose ping is not answered for this long is dead.</summary>
    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The first message after the opening must come within this time.</summary>
    public static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(15);
}

/// <summary>WebSocket close codes of this protocol (RFC 6455, 7.4.2: 4000-4999 are private).</summary>
public static class ChannelCloseCodes
{
    /// <summary>This certificate belongs to another machine, or its owner is connected: the connector stops and asks to be enrolled anew.</summary>
    public const int NotThisMachine = 4001;

    /// <summary>The connector is not known any more, or its certificate was withdrawn.</summary>
    public const int Unknown = 4002;

    /// <summary>The protocol version is not spoken here.</summary>
    public const int Unsupported = 4003;

    /// <summary>A newer channel of the same process took over.</summary>
    public const int Replaced = 4004;
}
