using System.Collections.Frozen;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Triggers.Matching;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>What firings wait for and why they end, in the words of the person who can help.</summary>
internal static class FiringReasons
{
    private static readonly FrozenSet<string> NeverTriedAgain = new[]
    {
        "guest-logon-refused", "guest-logon-unproved", "guest-logon-missing", "guest-logon-unknown", "vm-is-template", "vm-gone",
        "guest-os-unsupported", "wrong-architecture", "not-supported", "guest-operations-disabled", "guest-operations-unsupported",
    }.ToFrozenSet();

    public static OperationError PoweredOff(string name) => new(
        "vm-powered-off", $"'{name}' is not powered on.", "Power it on: the rule goes on by itself.");

    public static OperationError Undecided(RuleMatch match) => new(
        "rule-undecided", match.Reason, "Correct the rule, or see that vCenter answers: the rule goes on by itself.");

    public static OperationError NoLongerMeant(RuleMatch match) => new(
        "rule-not-about-it", match.Reason, "Nothing is left to do; see 'rules explain'.");

    public static OperationError Gone(string name) => new(
        "vm-gone", $"'{name}' is not in vCenter any more.", "Nothing is left to do.");

    public static OperationError Expired(OperationError? reason) => new(
        "rule-gave-up",
        reason is null ? "It waited for longer than the rule allows." : $"It waited for longer than the rule allows. {reason.Message}",
        reason?.Remedy ?? "Give the rule more giveUpHours, a wider maintenance window or a faster pace.");

    public static OperationError Discarded(string by) => new(
        "rule-firing-discarded", $"{by} discarded what was waiting.", "Nothing is left to do.");

    public static OperationError Present(string name) => new(
        "connector-present", $"The connector of '{name}' is connected.", "Nothing is to be done.");

    public static OperationError IdentityNotUnique(string name, string other) => DeploymentErrors.IdentityNotUnique(name, other) with
    {
        Remedy = "Give one of them another instance UUID in vCenter: the rule goes on by itself.",
    };

    public static OperationError OperationGone() => new(
        "operation-unknown", "Its operation is not in the ledger any more.", "Nothing is left to do.");

    /// <summary>Whether trying again what failed so could help. A refused logon is not among that: accounts are locked.</summary>
    public static bool MayBeTriedAgain(OperationError? error) => error is null || !NeverTriedAgain.Contains(error.Code);
}
