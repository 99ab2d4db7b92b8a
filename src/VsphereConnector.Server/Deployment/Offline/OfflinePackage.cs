using System.Globalization;
using System.Reflection;
using System.Text;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>
/// One file that installs the connector on a Linux machine without this server's reaching it: a script for the administrator's own hands,
/// and behind it the bundle that is sent to guests as well.
/// </summary>
internal static class OfflinePackage
{
    private const int NumberWidth = 10;

    /// <param name="bundle">The bundle; its settings hold the token, or where that is handed over apart, <see cref="DeploymentTokens.Placeholder"/>.</param>
    /// <param name="tempFolders">Where it may work, the wanted one first.</param>
    public static byte[] Create(byte[] bundle, IReadOnlyList<string> tempFolders)
    {
        var token = bundle.AsSpan().IndexOf(Encoding.ASCII.GetBytes(DeploymentTokens.Placeholder));
        var template = Template()
            .Replace("@TEMPS@", string.Join(' ', tempFolders), StringComparison.Ordinal)
            .Replace("@BUNDLE_BYTES@", Number(bundle.Length), StringComparison.Ordinal)
            .Replace("@TOKEN_BYTES@", Number(DeploymentTokens.Placeholder.Length), StringComparison.Ordinal);
        var length = Encoding.UTF8.GetByteCount(WithPlaces(template, 0, 0));
        var script = Encoding.UTF8.GetBytes(WithPlaces(template, length + 1, token < 0 ? 0 : length + token + 1));
        return [.. script, .. bundle];
    }

    private static string Template()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("offline.sh")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string WithPlaces(string script, long bundleAt, long tokenAt) => script
        .Replace("@BUNDLE_AT@", Number(bundleAt), StringComparison.Ordinal)
        .Replace("@TOKEN_AT@", Number(tokenAt), StringComparison.Ordinal);

    // Numbers have a fixed width, so that the script's length does not depend on what is filled in.
    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture).PadRight(NumberWidth);
}
