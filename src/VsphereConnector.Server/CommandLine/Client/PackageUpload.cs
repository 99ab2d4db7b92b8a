using System.Globalization;
using System.Security.Cryptography;
using Spectre.Console;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>Files that are here, as packages on the server.</summary>
internal static class PackageUpload
{
    public const string Takes = "a file here, which is uploaded where the server does not have it yet, or the SHA-256 of a package on the server";

    /// <summary>The package that <paramref name="fileOrSha256"/> names.</summary>
    /// <exception cref="ApiException">There is none, or the server refused it.</exception>
    public static async Task<Package> ResolveAsync(ApiClient client, Printer printer, string fileOrSha256, CancellationToken cancellationToken) =>
        TransferLimits.IsSha256(fileOrSha256.ToLowerInvariant()) && !File.Exists(fileOrSha256)
            ? await client.GetAsync<Package>($"api/v1/packages/{fileOrSha256.ToLowerInvariant()}", cancellationToken)
            : await SendAsync(client, printer, new FileInfo(fileOrSha256), name: null, cancellationToken);

    /// <summary>Uploads a file; one that is there already is not sent again.</summary>
    public static async Task<Package> SendAsync(ApiClient client, Printer printer, FileInfo file, string? name, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        if (await client.FindAsync<Package>($"api/v1/packages/{sha256}", cancellationToken) is { } known)
        {
            return known;
        }

        content.Position = 0;
        printer.Line(string.Create(CultureInfo.InvariantCulture, $"Uploading {Markup.Escape(file.Name)} ({content.Length / 1048576.0:0.0} MB)."));
        return await client.UploadAsync<Package>(QueryPath.Of("api/v1/packages", ("name", name ?? file.Name), ("sha256", sha256)), content, cancellationToken);
    }
}
