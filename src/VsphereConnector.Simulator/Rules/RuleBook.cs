using System.IO.Enumeration;

namespace VsphereConnector.Simulator.Rules;

/// <summary>The rules in force.</summary>
public sealed class RuleBook
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly List<Entry> _entries = [];

    internal RuleBook(Random random) => _random = random;

    /// <summary>Puts a rule in force, after those that are already there.</summary>
    public void Add(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Fault is { } fault && (fault.Length == 0 || !fault.All(char.IsAsciiLetterOrDigit)))
            throw new ArgumentException($"'{fault}' is no name of a vim25 fault, such as GuestOperationsUnavailable.", nameof(rule));
        lock (_gate)
            _entries.Add(new Entry(rule));
    }

    /// <summary>Ends all rules.</summary>
    public void Clear()
    {
        lock (_gate)
            _entries.Clear();
    }

    internal RuleEffect Apply(string method, string? virtualMachine)
    {
        lock (_gate)
        {
            var effect = RuleEffect.None;
            foreach (var entry in _entries)
            {
                if (Matches(entry.Rule, method, virtualMachine) && Fires(entry))
                    effect = effect.With(entry.Rule);
            }

            return effect;
        }
    }

    private static bool Matches(Rule rule, string method, string? virtualMachine) =>
        Matches(rule.Method, method) && Matches(rule.VirtualMachine, virtualMachine);

    private static bool Matches(string? pattern, string? text) =>
        pattern is null || (text is not null && FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false));

    private bool Fires(Entry entry)
    {
        if (++entry.Seen < entry.Rule.FromCall || entry.Fired >= (entry.Rule.Times ?? int.MaxValue))
            return false;
        if (entry.Rule.Probability < 1 && _random.NextDouble() >= entry.Rule.Probability)
            return false;
        entry.Fired++;
        return true;
    }

    private sealed class Entry(Rule rule)
    {
        public Rule Rule => rule;

        public int Seen { get; set; }

        public int Fired { get; set; }
    }
}

/// <summary>What all matching rules together do to a call.</summary>
internal sealed record RuleEffect(TimeSpan Delay, string? Fault, ConnectionBreak Break, long? TruncateUploadTo)
{
    public static RuleEffect None { get; } = new(TimeSpan.Zero, null, ConnectionBreak.None, null);

    public RuleEffect With(Rule rule) => new(
        Delay + rule.Delay,
        Fault ?? rule.Fault,
        Break == ConnectionBreak.None ? rule.Break : Break,
        TruncateUploadTo ?? rule.TruncateUploadTo);
}
