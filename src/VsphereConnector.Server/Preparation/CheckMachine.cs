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
    public const string OnlyLinux = "check-of-linux-only";

    public static OperationError Broken(string machine) => new(
        "check-incomplete", $"The look at '{machine}' did not come to its end.", "See that its /bin/sh is a POSIX shell, and try again.");

    public static OperationError NotLinux(string machine) => new(
        OnlyLinux, $"'{machine}' is no Linux machine; only such are looked at from the inside.", "The preflight without the look inside checks what vCenter knows of it.");

    public static OperationError NoFolder(string machine, string why) => new(
        "check-folder-refused", $"The look at '{machine}' could not work in /tmp: {why}.", "See that the account may write there and that there is room.");
}
