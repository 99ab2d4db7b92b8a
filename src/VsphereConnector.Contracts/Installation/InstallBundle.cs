using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VsphereConnector.Contracts.Installation;

/// <summary>
/// All that one installation needs, in one file: a shell script that runs it, then the settings, then the program packed by gzip.
/// The script guards itself against a second start and leaves its output, exit status and a done marker (<see cref="InstallSpool"/>)
/// in the folder that it lies in.
/// </summary>
public sealed class InstallBundle
{
    /// <summary>The name of the bundle in its work folder.</summary>
    public const string FileName = "install.sh";

    private const int NumberWidth = 10;
    private const int LongestScript = 64 * 1024;
    private readonly byte[] _head;
    private readonly ReadOnlyMemory<byte> _packedProgram;

    private InstallBundle(byte[] head, ReadOnlyMemory<byte> packedProgram)
    {
        _head = head;
        _packedProgram = packedProgram;
    }

    /// <summary>The size of the bundle in bytes.</summary>
    public long Length => _head.Length + _packedProgram.Length;

    /// <summary>Puts a bundle together; the packed program is shared, not copied.</summary>
    /// <param name="runId">Tells this run from every other one.</param>
    /// <param name="program">The program for the guest.</param>
    /// <param name="settings">What the installer is told.</param>
    public static InstallBundle Create(Guid runId, PackedProgram program, ConnectorSettings settings)
    {
        var settingsBytes = JsonSerializer.SerializeToUtf8Bytes(settings, ContractsJson.Default.ConnectorSettings);
        var script = FillIn(ScriptTemplate(), runId, program, settingsBytes.Length);
        return new InstallBundle([.. script, .. settingsBytes], program.Packed);
    }

    /// <summary>The bundle as a stream, for one upload; it can be opened as often as an upload is tried.</summary>
    public Stream OpenRead() => new TwoPartStream(_head, _packedProgram);

    /// <summary>Reads what <see cref="Create"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no bundle, or not a whole one.</exception>
    public static InstallBundleContent Read(ReadOnlySpan<byte> bundle)
    {
        var variables = ReadVariables(bundle[..Math.Min(bundle.Length, LongestScript)]);
        var settings = Part(bundle, variables, "SETTINGS");
        var packed = Part(bundle, variables, "PACKED");
        return new InstallBundleContent
        {
            RunId = Guid.TryParseExact(Variable(variables, "RUN"), "N", out var run) ? run : throw Damaged("RUN is no id"),
            Architecture = Variable(variables, "ARCHITECTURE"),
            Sha256 = Variable(variables, "SHA256"),
            Settings = ParseSettings(settings),
            Packed = packed.ToArray(),
        };
    }

    private static string ScriptTemplate()
    {
        using var resource = typeof(InstallBundle).Assembly.GetManifestResourceStream("install.sh")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    // Numbers have a fixed width, so that the script's length does not depend on what is filled in.
    private static byte[] FillIn(string template, Guid runId, PackedProgram program, int settingsBytes)
    {
        var script = template
            .Replace("@RUN@", runId.ToString("N"), StringComparison.Ordinal)
            .Replace("@ARCHITECTURE@", program.Architecture, StringComparison.Ordinal)
            .Replace("@SHA256@", program.Sha256, StringComparison.Ordinal)
            .Replace("@PROGRAM_BYTES@", Number(program.Size), StringComparison.Ordinal)
            .Replace("@SETTINGS_BYTES@", Number(settingsBytes), StringComparison.Ordinal)
            .Replace("@PACKED_BYTES@", Number(program.Packed.Length), StringComparison.Ordinal);
        var length = Encoding.UTF8.GetByteCount(WithPlaces(script, 0, 0));
        return Encoding.UTF8.GetBytes(WithPlaces(script, length + 1, length + settingsBytes + 1));
    }

    private static string WithPlaces(string script, long settingsAt, long packedAt) => script
        .Replace("@SETTINGS_AT@", Number(settingsAt), StringComparison.Ordinal)
        .Replace("@PACKED_AT@", Number(packedAt), StringComparison.Ordinal);

    // Trailing blanks are harmless in a shell assignment; leading zeros would make the number octal.
    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture).PadRight(NumberWidth);

    private static Dictionary<string, string> ReadVariables(ReadOnlySpan<byte> script)
    {
        if (!script.StartsWith("#!/bin/sh\n"u8))
        {
            throw Damaged("it does not begin as a script");
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in script.Split((byte)'\n'))
        {
            if (script[line].IsEmpty)
            {
                break;
            }

            var text = Encoding.UTF8.GetString(script[line]);
            if (text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && text[0] != '#')
            {
                variables[text[..equals]] = text[(equals + 1)..].Trim().Trim('\'');
            }
        }

        return variables;
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bundle, Dictionary<string, string> variables, string name)
    {
        if (!int.TryParse(Variable(variables, name + "_AT"), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || !int.TryParse(Variable(variables, name + "_BYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || at < 1)
        {
            throw Damaged($"{name} has no place");
        }

        return (long)at - 1 + length <= bundle.Length
            ? bundle.Slice(at - 1, length)
            : throw Damaged($"{bundle.Length} bytes are there, {(long)at - 1 + length} belong to it");
    }

    private static ConnectorSettings ParseSettings(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.ConnectorSettings) ?? throw Damaged("its settings are empty");
        }
        catch (JsonException)
        {
            throw Damaged("its settings are not readable");
        }
    }

    private static string Variable(Dictionary<string, string> variables, string name)
        => variables.TryGetValue(name, out var value) ? value : throw Damaged($"{name} is missing");

    private static InvalidDataException Damaged(string what) => new($"This is no whole installation bundle: {what}.");
}

/// <summary>What is in an <see cref="InstallBundle"/>.</summary>
public sealed record InstallBundleContent
{
    /// <summary>Tells this run from every other one.</summary>
    public required Guid RunId { get; init; }

    /// <summary>What the program is for: <c>x64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The SHA-256 of the unpacked program, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the installer is told.</summary>
    public required ConnectorSettings Settings { get; init; }

    /// <summary>The program, packed by gzip.</summary>
    public required byte[] Packed { get; init; }
}
