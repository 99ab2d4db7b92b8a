using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>What the runner script knows of itself by its variables, also where the rest of the upload is missing.</summary>
internal static class BundleHead
{
    private const int LongestHead = 4096;

    public static Guid RunId(ReadOnlySpan<byte> bundle) => Guid.TryParseExact(Variable(bundle, "RUN"), "N", out var id) ? id : Guid.Empty;

    public static string Architecture(ReadOnlySpan<byte> bundle) => Variable(bundle, "ARCHITECTURE");

    public static byte[] Settings(InstallBundleContent content) => JsonSerializer.SerializeToUtf8Bytes(content.Settings, ContractsJson.Default.ConnectorSettings);

    private static string Variable(ReadOnlySpan<byte> bundle, string name)
    {
        var head = Encoding.UTF8.GetString(bundle[..Math.Min(bundle.Length, LongestHead)]);
        foreach (var line in head.Split('\n'))
        {
            if (line.StartsWith(name + "=", StringComparison.Ordinal))
                return line[(name.Length + 1)..].Trim().Trim('\'');
        }

        return "";
    }
}
