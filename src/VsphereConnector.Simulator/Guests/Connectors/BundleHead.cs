using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>What a runner script knows of itself by its variables, also where the rest of the upload is missing.</summary>
internal sealed class BundleHead(ReadOnlySpan<byte> script)
{
    private readonly Dictionary<string, string> _variables = InstallBundle.ReadVariables(script);

    public Guid RunId => Guid.TryParseExact(Variable("RUN"), "N", out var id) ? id : Guid.Empty;

    public string Architecture => Variable("ARCHITECTURE");

    public string Sha256 => Variable("SHA256");

    public string PackedBytes => Variable("PACKED_BYTES");

    public bool OnlyLooks => Variable("VERB") == InstallBundle.LookVerb;

    public static bool IsIn(ReadOnlySpan<byte> script) => script[..Math.Min(script.Length, 4096)].IndexOf("PACKED_BYTES="u8) >= 0;

    public static byte[] Settings(InstallBundleContent content) => JsonSerializer.SerializeToUtf8Bytes(content.Settings, ContractsJson.Default.ConnectorSettings);

    private string Variable(string name) => _variables.GetValueOrDefault(name, "");
}
