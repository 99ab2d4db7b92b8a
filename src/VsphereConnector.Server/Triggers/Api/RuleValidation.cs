using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>Says everything that is wrong with a rule before it is stored.</summary>
internal sealed class RuleValidation(SubmitValidation operations, IOptions<ServerOptions> options)
{
    private const int MostName = 100, MostText = 1000, MostValues = 200, MostWindows = 50;

    /// <exception cref="RequestProblemException">With everything that is wrong.</exception>
    public void Check(RuleRequest request)
    {
        var findings = new Findings();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > MostName || request.Name.Any(char.IsControl))
        {
            findings.Add("name", $"Must be a name of up to {MostName} characters.");
        }

        if (request.Description?.Length > MostText)
        {
            findings.Add("description", $"Must have up to {MostText} characters.");
        }

        CheckScope("scope", request.Scope, findings);
        CheckScope("except", request.Except, findings);
        CheckEffect(request, findings);
        Range("settleSeconds", request.SettleSeconds, 0, 3600, findings);
        Range("giveUpHours", request.GiveUpHours, 1, 720, findings);
        Range("missingMinutes", request.MissingMinutes, 1, 10_080, findings);
        Range("pace.atOnce", request.Pace.AtOnce, 1, 1000, findings);
        Range("pace.perHost", request.Pace.PerHost, 1, 1000, findings);
        Range("pace.perHour", request.Pace.PerHour ?? 1, 1, 100_000, findings);
        CheckRetries(request.Retries, findings);
        CheckMaintenance(request.Maintenance, findings);
        if (findings.ByField() is { Count: > 0 } errors)
        {
            throw new RequestProblemException(Problems.Invalid(errors));
        }
    }

    private void CheckEffect(RuleRequest request, Findings findings)
    {
        if (request.Effect == RuleEffect.Ban)
        {
            if (request.Action is not null || request.On.Count > 0)
            {
                findings.Add("effect", "A ban waits for nothing and does nothing: leave out on and action.");
            }

            return;
        }

        if (request.On.Count == 0)
        {
            findings.Add("on", $"Must name what to wait for: {string.Join(", ", Enum.GetNames<TriggerKind>())}.");
        }

        if (request.Action is { } action)
        {
            CheckAction(action, request.GuestLogon, findings);
        }
        else
        {
            findings.Add("action", "Must be what to do, such as {\"kind\": \"InstallConnector\"}.");
        }
    }

    // The same checks as for an operation that a person asks for.
    private void CheckAction(RuleAction action, string? guestLogon, Findings findings)
    {
        var operation = new SubmitOperation
        {
            Kind = action.Kind.ToString(),
            Target = new SubmitTarget { VirtualMachine = "rule" },
            Parameters = action.Parameters,
            TimeoutSeconds = action.TimeoutSeconds,
            GuestLogon = guestLogon is null ? null : new SubmitGuestLogon { Name = guestLogon },
        };
        operations.Check(operation, out var errors);
        foreach (var (field, texts) in errors)
        {
            foreach (var text in texts)
            {
                findings.Add(field.StartsWith("guestLogon", StringComparison.Ordinal) ? "guestLogon" : $"action.{field}", text);
            }
        }

        if (action is { Kind: OperationKind.RunTask, Parameters: { ValueKind: JsonValueKind.Object } parameters } && parameters.TryGetProperty("secretEnvironment", out _))
        {
            findings.Add("action.parameters.secretEnvironment", "A rule keeps no secrets: have the task read them on the endpoint.");
        }
    }

    private void CheckScope(string part, RuleScope scope, Findings findings)
    {
        foreach (var (kind, values) in ValuesOf(scope))
        {
            if (values.Count > MostValues || values.Any(value => string.IsNullOrWhiteSpace(value) || value.Length > MostText))
            {
                findings.Add($"{part}.{kind}", $"Must hold up to {MostValues} values of 1 to {MostText} characters.");
            }

            if (values.FirstOrDefault(value => value.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) && ClientObject.TryParse(value) is null) is { } malformed)
            {
                findings.Add($"{part}.{kind}", $"'{malformed}' must be of the form {ClientObject.Form}.");
            }
        }

        if (scope.Tags.FirstOrDefault(tag => tag?.Split(':') is not [{ Length: > 0 }, { Length: > 0 }]) is { } tag)
        {
            findings.Add($"{part}.tags", $"'{tag}' must be of the form Category:Tag.");
        }

        if (scope.VCenters.FirstOrDefault(name => !options.Value.VCenters.Any(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
        {
            findings.Add($"{part}.vCenters", $"'{unknown}' is not configured. Known: {string.Join(", ", options.Value.VCenters.Select(known => known.Name))}.");
        }
    }

    private static IEnumerable<(string Kind, IReadOnlyCollection<string> Values)> ValuesOf(RuleScope scope) =>
    [
        ("vCenters", scope.VCenters),
        ("datacenters", scope.Datacenters),
        ("folders", scope.Folders),
        ("clusters", scope.Clusters),
        ("hosts", scope.Hosts),
        ("resourcePools", scope.ResourcePools),
        ("tags", scope.Tags),
        ("names", scope.Names),
        ("guests", scope.Guests),
        ("networks", scope.Networks),
        ("attributes", [.. scope.Attributes.Keys, .. scope.Attributes.Values]),
    ];

    private static void CheckRetries(RuleRetries retries, Findings findings)
    {
        Range("retries.most", retries.Most, 0, 1000, findings);
        if (retries.AfterSeconds.Count is 0 or > 20 || retries.AfterSeconds.Any(seconds => seconds is < 1 or > 86_400))
        {
            findings.Add("retries.afterSeconds", "Must hold 1 to 20 waits of 1 to 86400 seconds; the last one repeats.");
        }
    }

    private static void CheckMaintenance(MaintenanceSchedule? schedule, Findings findings)
    {
        if (schedule is null)
        {
            return;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _))
        {
            findings.Add("maintenance.timeZone", $"'{schedule.TimeZone}' is not known here. Give an IANA name such as Europe/Berlin or UTC.");
        }

        if (schedule.Windows.Count is 0 or > MostWindows)
        {
            findings.Add("maintenance.windows", $"Must hold 1 to {MostWindows} windows; without any the rule would never begin anything.");
        }

        if (schedule.Windows.Any(window => !IsTime(window.From) || !IsTime(window.To)))
        {
            findings.Add("maintenance.windows", "from and to must be times such as 22:00.");
        }
    }

    private static bool IsTime(string text) => TimeOnly.TryParseExact(text, MaintenanceWindow.TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void Range(string field, int value, int least, int most, Findings findings)
    {
        if (value < least || value > most)
        {
            findings.Add(field, $"Must be from {least} to {most}.");
        }
    }
}
