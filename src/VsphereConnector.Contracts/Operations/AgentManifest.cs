using System.Text.RegularExpressions;

namespace VsphereConnector.Contracts.Operations;

/// <summary>
/// What an agent package says about itself: the file <c>agent.json</c> in the root of its zip. Paths are relative to the agent's folder,
/// with slashes. See PROTOCOL.md.
/// </summary>
public sealed partial record AgentManifest
{
    /// <summary>The name of the file in the package.</summary>
    public const string FileName = "agent.json";

    /// <summary>The largest manifest in bytes.</summary>
    public const int MaximumBytes = 64 * 1024;

    /// <summary>The agent's name, which is also that of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary><c>x64</c>, <c>arm64</c> or <c>any</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>How it is installed, started, stopped, asked and removed.</summary>
    public required AgentCommands Commands { get; init; }

    /// <summary>Files and folders that stay when it is installed anew.</summary>
    public IReadOnlyList<string> KeepFiles { get => field ?? []; init; }

    /// <summary>Added to the environment of its commands.</summary>
    public IReadOnlyDictionary<string, string> Environment { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>A library that is loaded first: on Linux into the processes of all commands (<c>LD_PRELOAD</c>), on Windows into that of start alone.</summary>
    public string? PreloadLibrary { get; init; }

    /// <summary>How it is supervised.</summary>
    public AgentLimits Limits { get => field ?? new(); init; }

    /// <summary>Whether a text can be the name of an agent: up to 64 letters, digits, dots, hyphens and underscores, and no device of Windows.</summary>
    public static bool IsName(string? text) => text is not null && NamePattern().IsMatch(text) && !IsDevice(text);

    /// <summary>Whether Windows takes a file name for a device.</summary>
    public static bool IsDevice(string fileName) => Device().IsMatch(fileName);

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Device();
}

/// <summary>The commands of an agent. Each runs in its folder.</summary>
public sealed record AgentCommands
{
    /// <summary>Runs once after the package was unpacked; null for none.</summary>
    public AgentCommand? Install { get; init; }

    /// <summary>The agent itself: it stays in the foreground and is supervised.</summary>
    public required AgentCommand Start { get; init; }

    /// <summary>Asks the agent to end, before its processes are told to; null for none.</summary>
    public AgentCommand? Stop { get; init; }

    /// <summary>Exits with 0 once the agent is ready; null where that it runs is enough.</summary>
    public AgentCommand? Status { get; init; }

    /// <summary>Runs before the agent's folder is removed; null for none.</summary>
    public AgentCommand? Uninstall { get; init; }
}

/// <summary>A command of an agent; no shell parses it.</summary>
public sealed record AgentCommand
{
    /// <summary>A file of the package, a full path, or a name on the endpoint's PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Handed over as they are.</summary>
    public IReadOnlyList<string> Arguments { get => field ?? []; init; }

    /// <summary>After so many seconds it is ended and counts as failed (1-3600); not for start.</summary>
    public int TimeoutSeconds { get => field == 0 ? 60 : field; init; }
}

/// <summary>How an agent is supervised.</summary>
public sealed record AgentLimits
{
    /// <summary>How often in 24 hours it is started again after it ended by itself (0-10).</summary>
    public int? RestartsPerDay { get; init; }

    /// <summary>How long a start is watched: until its status command succeeds, or else that it does not end at once (0-600).</summary>
    public int? StartSeconds { get; init; }

    /// <summary>How long its processes may take to end before they are killed (0-300).</summary>
    public int? StopSeconds { get; init; }

    /// <summary>The most that <see cref="RestartsPerDay"/> can be, and its default.</summary>
    public const int MostRestartsPerDay = 10;
}
