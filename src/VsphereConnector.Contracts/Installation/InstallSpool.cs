using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VsphereConnector.Contracts.Installation;

/// <summary>What an installation leaves in its work folder: neither a restart nor the five minutes of VMware Tools lose it.</summary>
/// <param name="RunId">The run that wrote it.</param>
/// <param name="ExitCode">One of <see cref="InstallExitCodes"/>, or 128 + n after signal n.</param>
/// <param name="Account">The account that really ran it.</param>
/// <param name="Output">The end of what was printed; at most 64 KiB.</param>
public sealed partial record InstallSpool(Guid RunId, int ExitCode, string Account, string Output)
{
    /// <summary>A folder made by the run when it starts: whoever finds it does not start again.</summary>
    public const string StartedMarker = "run.lock";

    /// <summary>What was printed so far.</summary>
    public const string OutputFile = "output";

    /// <summary>There once the run has ended; holds this record.</summary>
    public const string DoneMarker = "done";

    /// <summary>A folder that whoever waits makes to have the run end; on Windows, where no signal does that.</summary>
    public const string CancelMarker = "run.cancel";

    /// <summary>A folder made by a one-shot run of a Windows guest when it starts: it is not started again.</summary>
    public const string OnceMarker = "once.lock";

    /// <summary>The most folders of other runs that a run names.</summary>
    public const int MostLeft = 16;

    /// <summary>Work folders of other runs that it found beside its own. It cannot know which of them are at work; the server does.</summary>
    public IReadOnlyList<string> Left { get => field ?? []; init; }

    /// <summary>The record as the run writes it.</summary>
    public string Format() => string.Create(
        CultureInfo.InvariantCulture, $"run={RunId:N}\nexit={ExitCode}\naccount={Account}\n{string.Concat(Left.Select(folder => $"left={folder}\n"))}\n{Output}");

    /// <summary>Reads the done marker.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a done marker.</exception>
    public static InstallSpool Parse(ReadOnlySpan<byte> done)
    {
        var rest = Encoding.UTF8.GetString(done).AsSpan();
        var (run, exit, account) = (Next(ref rest, "run="), Next(ref rest, "exit="), Next(ref rest, "account="));
        var left = new List<string>();
        while (Next(ref rest, "left=") is { } folder)
        {
            left.Add(folder);
        }

        return Guid.TryParseExact(run, "N", out var id)
            && int.TryParse(exit, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && account is not null
            && Next(ref rest, "") is ""
                ? new InstallSpool(id, code, account, rest.ToString()) { Left = [.. left.Take(MostLeft)] }
                : throw new InvalidDataException("The done marker of the installation cannot be read.");
    }

    /// <summary>What follows a name in the next line, which is taken then; null where that line has not this name.</summary>
    private static string? Next(ref ReadOnlySpan<char> rest, string name)
    {
        if (rest.IndexOf('\n') is not (>= 0 and var end) || !rest.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        var value = rest[name.Length..end].TrimEnd('\r').ToString();
        rest = rest[(end + 1)..];
        return value;
    }

    /// <summary>The last line that was printed; empty where nothing was.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    /// <summary>What the machine is, such as <c>arm64</c> or <c>musl-x64</c>, where the program was for another one; else null.</summary>
    public string? FindArchitecture()
        => ExitCode == InstallExitCodes.WrongArchitecture && ArchitectureLine().Match(LastLine) is { Success: true } line ? line.Groups["architecture"].Value : null;

    /// <summary>The report that the installer printed as its last line, or null where it did not get as far as that.</summary>
    public InstallReport? FindReport()
    {
        try
        {
            return LastLine.StartsWith('{')
                ? System.Text.Json.JsonSerializer.Deserialize(LastLine, ContractsJson.Default.InstallReport)
                : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\AThis machine is (?<architecture>[a-z0-9-]+); the program is for ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ArchitectureLine();
}
