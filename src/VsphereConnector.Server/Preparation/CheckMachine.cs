using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Preflight;

namespace VsphereConnector.Server.Preparation;

/// <summary>What a <c>CheckMachine</c> operation may be told; all of it has defaults.</summary>
internal sealed record CheckMachineParameters
{
    /// <summary>The account that the connector is to run as. Default: the one that the endpoint names; else the one that installs.</summary>
    public string? Account { get; init; }

    /// <summary>The folder that <c>vAgentManager</c> is to be made in.</summary>
    public string? ParentFolder { get; init; }

    /// <summary>Where the installation is to work.</summary>
    public string? TempFolder { get; init; }
}

/// <summary>What a <c>CheckMachine</c> operation found.</summary>
internal sealed record CheckMachineResult
{
    public required PreflightVerdict Verdict { get; init; }

    public required IReadOnlyList<PreflightFinding> Findings { get; init; }

    public static CheckMachineResult Of(IReadOnlyList<PreflightFinding> findings) =>
        new() { Verdict = (PreflightVerdict)findings.Max(finding => finding.Severity), Findings = findings };
}

internal static class CheckErrors
{
    public static OperationError Broken(string machine) => new(
        "check-incomplete", $"The look at '{machine}' did not come to its end.", "See that its shell is the system's own (/bin/sh, cmd.exe), and try again.");

    public static OperationError NoFolder(string machine, string folder, string why) => new(
        "check-folder-refused", $"The look at '{machine}' could not work in {folder}: {why}.", "See that the account may write there and that there is room.");
}
