using System.Security.Cryptography;
using System.Text.Json.Serialization;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary>What operations on guest aliases may be told.</summary>
internal sealed record GuestAliasParameters
{
    /// <summary>The account in the guest. Default: the one that VMware Tools runs as, <c>root</c> on Linux and <c>SYSTEM</c> on Windows.</summary>
    public string? Account { get; init; }
}

/// <summary>What an operation on a guest alias ended with.</summary>
internal sealed record GuestAliasResult
{
    public required string Account { get; init; }

    /// <summary>Whom the alias lets in: the account of this server in Single Sign-On, such as <c>svc-connector@VSPHERE.LOCAL</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>All aliases that the account has now.</summary>
    public required IReadOnlyList<GuestAliasView> Aliases { get; init; }

    /// <summary>Nothing had to be done.</summary>
    public bool WasSo { get; init; }
}

/// <summary>One alias of an account.</summary>
/// <param name="Subject">Whom it lets in; null is anybody with a token of the issuer.</param>
/// <param name="IssuerSha256">The thumbprint of the issuer's certificate.</param>
/// <param name="Comment">What whoever added it wrote.</param>
internal sealed record GuestAliasView(string? Subject, string IssuerSha256, string Comment)
{
    public static IEnumerable<GuestAliasView> Of(GuestAliases aliases) =>
        aliases.Aliases.Select(alias => new GuestAliasView(alias.Subject.Name, ThumbprintOf(aliases.Base64Cert), alias.Comment));

    /// <summary>The thumbprint of a certificate in base64, in which guests may break the lines.</summary>
    public static string ThumbprintOf(string certificate)
    {
        var der = new byte[certificate.Length];
        return Convert.TryFromBase64String(certificate, der, out var length) ? Convert.ToHexString(SHA256.HashData(der.AsSpan(0, length))) : "unreadable";
    }
}

/// <summary>How parameters and results are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GuestAliasParameters))]
[JsonSerializable(typeof(GuestAliasResult))]
internal sealed partial class GuestAliasJson : JsonSerializerContext;
