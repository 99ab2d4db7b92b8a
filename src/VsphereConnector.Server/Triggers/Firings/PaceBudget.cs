using System.Data.Common;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>How much rules may still begin now, by what goes on already.</summary>
internal sealed class PaceBudget(RulesOptions limits, IReadOnlyList<FiringCount> submitted, IReadOnlyDictionary<Guid, int> withinHour)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<(string VCenter, string Host), int> _byHost = Sum(submitted, count => (count.VCenter, count.Host));
    private readonly Dictionary<(Guid Rule, string VCenter, string Host), int> _byRuleAndHost = Sum(submitted, count => (count.RuleId, count.VCenter, count.Host));
    private readonly Dictionary<Guid, int> _byRule = Sum(submitted, count => count.RuleId);
    private readonly Dictionary<Guid, int> _withinHour = withinHour.ToDictionary();
    private int _all = submitted.Sum(count => count.Count);

    public bool IsUsedUp => _all >= limits.AtOnce;

    public static PaceBudget Read(DbConnection connection, RulesOptions limits, DateTimeOffset now) =>
        new(limits, FiringTable.CountSubmitted(connection), FiringTable.CountSince(connection, now - Hour));

    /// <summary>Whether the rule may begin anything at all.</summary>
    public bool HasRoom(Rule rule) =>
        _byRule.GetValueOrDefault(rule.Id) < rule.Definition.Pace.AtOnce
        && (rule.Definition.Pace.PerHour is not { } most || _withinHour.GetValueOrDefault(rule.Id) < most);

    /// <summary>Takes a place for the rule on the machine's host; false where there is none.</summary>
    public bool TryTake(Rule rule, VirtualMachine machine)
    {
        var host = (machine.VCenter, machine.Host);
        var own = (rule.Id, machine.VCenter, machine.Host);
        if (IsUsedUp || !HasRoom(rule)
            || _byHost.GetValueOrDefault(host) >= limits.PerHost
            || _byRuleAndHost.GetValueOrDefault(own) >= rule.Definition.Pace.PerHost)
        {
            return false;
        }

        _all++;
        _byHost[host] = _byHost.GetValueOrDefault(host) + 1;
        _byRuleAndHost[own] = _byRuleAndHost.GetValueOrDefault(own) + 1;
        _byRule[rule.Id] = _byRule.GetValueOrDefault(rule.Id) + 1;
        _withinHour[rule.Id] = _withinHour.GetValueOrDefault(rule.Id) + 1;
        return true;
    }

    private static Dictionary<TKey, int> Sum<TKey>(IEnumerable<FiringCount> counts, Func<FiringCount, TKey> key)
        where TKey : notnull =>
        counts.GroupBy(key).ToDictionary(group => group.Key, group => group.Sum(count => count.Count));
}
