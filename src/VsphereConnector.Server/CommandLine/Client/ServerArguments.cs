using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>The arguments of every command that talks to a server: where it is, how it is trusted, and who calls.</summary>
internal static class ServerArguments
{
    private const string TokenVariable = "VSPHERE_CONNECTOR_TOKEN";

    private static readonly Option<Uri> Server = new("--server")
    {
        Description = "The server's REST API. Also: VSPHERE_CONNECTOR_SERVER.",
        HelpName = "url",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url))
            {
                return url;
            }

            result.AddError("--server must be an address such as https://connector.example:8443.");
            return null;
        },
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("VSPHERE_CONNECTOR_SERVER") ?? "https://127.0.0.1:8443"),
    };

    private static readonly Option<FileInfo?> TokenFile = new("--token-file")
    {
        Description = $"A file that holds the API token. Also: the token itself in {TokenVariable}.",
        HelpName = "file",
    };

    private static readonly Option<FileInfo?> AuthorityFile = new("--ca-file")
    {
        Description = "The authority of the server's certificate, such as ca.crt of its data folder. Also: VSPHERE_CONNECTOR_CA. Default: the system's.",
        HelpName = "file",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("VSPHERE_CONNECTOR_CA") is { Length: > 0 } file ? new FileInfo(file) : null,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON for scripts instead of text for people." };

    /// <summary>Makes <paramref name="command"/> take them and run <paramref name="run"/> with a client and a way to print.</summary>
    public static Command WithServer(this Command command, Func<ApiClient, Printer, ParseResult, CancellationToken, Task<int>> run)
    {
        command.Options.Add(Server);
        command.Options.Add(TokenFile);
        command.Options.Add(AuthorityFile);
        command.Options.Add(Json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                using var client = await ConnectAsync(parsed, cancellationToken);
                return await run(client, new Printer(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(Json)), parsed, cancellationToken);
            }
            catch (Exception exception) when (exception is ApiException or IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    /// <summary>A client of the server at <paramref name="server"/>, which is trusted by <paramref name="authority"/>, or by the system's.</summary>
    public static ApiClient Connect(Uri server, string token, FileInfo? authority)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(15) };
        if (authority is not null)
        {
            handler.SslOptions = Trusting(authority);
        }

        var http = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ApiClient(http);
    }

    private static async Task<ApiClient> ConnectAsync(ParseResult parsed, CancellationToken cancellationToken)
        => Connect(parsed.GetValue(Server)!, await ReadTokenAsync(parsed, cancellationToken), parsed.GetValue(AuthorityFile));

    private static SslClientAuthenticationOptions Trusting(FileInfo file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file.FullName);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    private static async Task<string> ReadTokenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var token = parsed.GetValue(TokenFile) is { } file
            ? await File.ReadAllTextAsync(file.FullName, cancellationToken)
            : Environment.GetEnvironmentVariable(TokenVariable);
        return token?.Trim() is { Length: > 0 } given
            ? given
            : throw new ApiException($"A token is needed: give --token-file, or set {TokenVariable}. 'vsphere-connector token create' makes one.");
    }
}
