using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>A package manager as data: the commands for what is wanted, and what their answers mean.</summary>
internal interface IPatchManager
{
    string Name { get; }

    /// <summary>The endings of the files that it installs.</summary>
    IReadOnlyList<string> FileEndings { get; }

    /// <summary>The program whose presence tells that this manager is there: a full path.</summary>
    string Program { get; }

    /// <summary>Brings its view of the sources up to date; null where that needs no command.</summary>
    ProcessStart? Refresh => null;

    /// <summary>Null where it cannot.</summary>
    ProcessStart? Install(IReadOnlyList<PatchName> packages, bool dryRun);

    ProcessStart? InstallFile(string path, bool dryRun);

    /// <summary>Null where it has no command for them: <see cref="FindSecurityUpdates"/> tells them then.</summary>
    ProcessStart? InstallSecurityUpdates(bool dryRun);

    /// <summary>The command that lists all updates, and how to read the security updates from it; null where <see cref="InstallSecurityUpdates"/> does it.</summary>
    (ProcessStart Command, Func<string, IReadOnlyList<PatchName>> Read)? FindSecurityUpdates => null;

    /// <summary>Removes packages, or takes them back to a version.</summary>
    ProcessStart? Uninstall(IReadOnlyList<PatchName> packages, bool dryRun);

    /// <summary>Prints a line with name, tab and version for every package; null where it cannot.</summary>
    ProcessStart? ListVersions { get; }

    /// <summary>What a dry run would change, from what it printed and what is installed; null where that cannot be told.</summary>
    IReadOnlyList<PatchChange>? ReadDryRun(string output, IReadOnlyDictionary<string, string> installed) => null;

    /// <summary>What an exit code means, with what was printed.</summary>
    PatchOutcome Explain(int exitCode, string output);

    /// <summary>Whether the machine must be restarted, where the exit code does not tell.</summary>
    bool NeedsRestart(IMachineFiles files) => false;

    /// <summary>The command that tells whether the machine must be restarted, and how to read that: null where it does not tell. Null where there is none.</summary>
    (ProcessStart Command, Func<int, string, bool?> Read)? RestartQuestion => null;
}

/// <summary>What came of a command.</summary>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="RestartNeeded">It works only after a restart.</param>
/// <param name="Note">What the reader should know; null for nothing.</param>
internal sealed record PatchOutcome(OperationError? Error = null, bool RestartNeeded = false, string? Note = null);
