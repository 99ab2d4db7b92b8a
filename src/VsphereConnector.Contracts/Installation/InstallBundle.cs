using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VsphereConnector.Contracts.Installation;

/// <summary>
/// All that one installation needs: a shell script that runs it, then the settings, then the packed program; for Linux in one file, for
/// Windows, whose shell cannot cut a file in pieces, with the program in a second one. The script guards itself against a second start and
/// leaves its output, exit status and a done marker (<see cref="InstallSpool"/>) in the folder that it lies in.
/// </summary>
public sealed class InstallBundle
{
    /// <summary>The name of the script in its work folder.</summary>
    public const string FileName = "install.sh", WindowsFileName = "install.cmd";

    /// <summary>The name of the packed program of a Windows guest in its work folder.</summary>
    public const string CabinetFileName = "vlink.cab";

    /// <summary>What a script's VERB is that only looks.</summary>
    public const string LookVerb = "look";

    private const int NumberWidth = 10;
    private const int LongestScript = 64 * 1024;

    private InstallBundle(params IReadOnlyList<InstallFile> files) => Files = files;

    /// <summary>What is to be uploaded, in this order: the script comes last.</summary>
    public IReadOnlyList<InstallFile> Files { get; }

    /// <summary>The size of all files in bytes.</summary>
    public long Length => Files.Sum(file => file.Length);

    private static ReadOnlySpan<byte> SettingsMark => "\r\n:settings\r\n"u8;

    /// <summary>Puts a bundle together; the packed program is shared, not copied.</summary>
    /// <param name="runId">Tells this run from every other one.</param>
    /// <param name="program">The program for the guest.</param>
    /// <param name="settings">What the installer is told.</param>
    public static InstallBundle Create(Guid runId, PackedProgram program, ConnectorSettings settings) => Compose(runId, program, settings, "install");

    /// <summary>The same for a run that only looks whether a Windows machine is as a connector needs it.</summary>
    /// <param name="runId">Tells this run from every other one.</param>
    /// <param name="program">The program for the guest: that it starts there is the first thing to be seen.</param>
    /// <param name="settings">What an installation would be told.</param>
    public static InstallBundle CreateLook(Guid runId, PackedProgram program, ConnectorSettings settings) => Compose(runId, program, settings, LookVerb);

    private static InstallBundle Compose(Guid runId, PackedProgram program, ConnectorSettings settings, string verb)
    {
        var settingsBytes = JsonSerializer.SerializeToUtf8Bytes(settings, ContractsJson.Default.ConnectorSettings);
        if (program.IsForWindows)
        {
            var command = FillIn(ScriptTemplate(WindowsFileName, "\r\n").Replace("@VERB@", verb, StringComparison.Ordinal), runId, program, settingsBytes.Length);
            return new InstallBundle(
                new InstallFile(CabinetFileName, program.Packed, default),
                new InstallFile(WindowsFileName, (byte[])[.. command, .. SettingsMark, .. settingsBytes], default));
        }

        var script = FillIn(ScriptTemplate(FileName, "\n"), runId, program, settingsBytes.Length);
        return new InstallBundle(new InstallFile(FileName, (byte[])[.. script, .. settingsBytes], program.Packed));
    }

    /// <summary>Reads the Linux bundle that <see cref="Create"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no bundle, or not a whole one.</exception>
    public static InstallBundleContent Read(ReadOnlySpan<byte> bundle)
    {
        var variables = ReadVariables(bundle);
        return Content(variables, Part(bundle, variables, "SETTINGS"), Part(bundle, variables, "PACKED"));
    }

    /// <summary>Reads the Windows bundle that <see cref="Create"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no bundle, or not a whole one.</exception>
    public static InstallBundleContent Read(ReadOnlySpan<byte> script, ReadOnlySpan<byte> cabinet)
    {
        var variables = ReadVariables(script);
        return Variable(variables, "PACKED_BYTES") == cabinet.Length.ToString(CultureInfo.InvariantCulture)
            ? Content(variables, SettingsOf(script), cabinet)
            : throw Damaged($"{cabinet.Length} bytes arrived of {Variable(variables, "PACKED_BYTES")}");
    }

    /// <summary>The settings in the script of a Windows guest.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static ReadOnlySpan<byte> SettingsOf(ReadOnlySpan<byte> script) => script.LastIndexOf(SettingsMark) is var at and >= 0
        ? script[(at + SettingsMark.Length)..]
        : throw Damaged("it has no settings");

    private static InstallBundleContent Content(Dictionary<string, string> variables, ReadOnlySpan<byte> settings, ReadOnlySpan<byte> packed) => new()
    {
        RunId = Guid.TryParseExact(Variable(variables, "RUN"), "N", out var run) ? run : throw Damaged("RUN is no id"),
        Architecture = Variable(variables, "ARCHITECTURE"),
        Sha256 = Variable(variables, "SHA256"),
        Settings = ParseSettings(settings),
        Packed = packed.ToArray(),
    };

    private static string ScriptTemplate(string name, string lineEnding)
    {
        using var resource = typeof(InstallBundle).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings(lineEnding);
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
            .Replace("@PACKED_BYTES@", program.Packed.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var length = Encoding.UTF8.GetByteCount(WithPlaces(script, 0, 0));
        return Encoding.UTF8.GetBytes(WithPlaces(script, length + 1, length + settingsBytes + 1));
    }

    private static string WithPlaces(string script, long settingsAt, long packedAt) => script
        .Replace("@SETTINGS_AT@", Number(settingsAt), StringComparison.Ordinal)
        .Replace("@PACKED_AT@", Number(packedAt), StringComparison.Ordinal);

    // Trailing blanks are harmless in a shell assignment; leading zeros would make the number octal.
    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture).PadRight(NumberWidth);

    /// <summary>The assignments of the script's first paragraph, also where the rest of the upload is missing.</summary>
    /// <exception cref="InvalidDataException">It does not begin as one of the scripts.</exception>
    public static Dictionary<string, string> ReadVariables(ReadOnlySpan<byte> bundle)
    {
        var script = bundle[..Math.Min(bundle.Length, LongestScript)];
        if (!script.StartsWith("#!/bin/sh\n"u8) && !script.StartsWith("@echo off\r\n"u8))
        {
            throw Damaged("it does not begin as a script");
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in script.Split((byte)'\n'))
        {
            var text = Encoding.UTF8.GetString(script[line]).TrimEnd('\r');
            if (text.Length == 0)
            {
                break;
            }

            if (text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && text[0] != '#')
            {
                variables[text[..equals].Replace("set \"", "", StringComparison.Ordinal)] = text[(equals + 1)..].Trim().Trim('\'', '"');
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

/// <summary>A file of an <see cref="InstallBundle"/>.</summary>
public sealed class InstallFile
{
    private readonly ReadOnlyMemory<byte> _first, _second;

    /// <summary>A script by itself.</summary>
    public InstallFile(string name, byte[] content)
        : this(name, content, default)
    {
    }

    internal InstallFile(string name, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) => (Name, _first, _second) = (name, first, second);

    /// <summary>Its name in the work folder.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes.</summary>
    public long Length => _first.Length + _second.Length;

    /// <summary>Its content, for one upload; it can be opened as often as an upload is tried.</summary>
    public Stream OpenRead() => new TwoPartStream(_first, _second);
}

/// <summary>What is in an <see cref="InstallBundle"/>.</summary>
public sealed record InstallBundleContent
{
    /// <summary>Tells this run from every other one.</summary>
    public required Guid RunId { get; init; }

    /// <summary>What the program is for, as in <see cref="PackedProgram.Architecture"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The SHA-256 of the unpacked program, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the installer is told.</summary>
    public required ConnectorSettings Settings { get; init; }

    /// <summary>The program, packed by gzip.</summary>
    public required byte[] Packed { get; init; }
}
