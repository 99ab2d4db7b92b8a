using System.Text.Json;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Api;

/// <summary>Makes requests for the ledger of what callers sent, or says everything that is wrong with it.</summary>
internal sealed class SubmitValidation(IOptions<ServerOptions> _options, CredentialStore credentials)
{
    private const int MostNameLength = 200;
    private readonly ServerOptions _options = _options.Value;

    /// <summary>The request, or null and the errors by field.</summary>
    public OperationRequest? Check(SubmitOperation submitted, out IReadOnlyDictionary<string, string[]> errors)
    {
        var findings = new Findings();
        findings.Unknown("", submitted.Unknown, "kind, target, parameters, timeoutSeconds, idempotencyKey, guestLogon");
        var kind = CheckKind(submitted.Kind, findings);
        var target = CheckTarget(submitted.Target, kind, findings);
        var secrets = CheckGuestLogon(submitted.GuestLogon, findings);
        CheckLength("idempotencyKey", submitted.IdempotencyKey, findings);
        var timeout = CheckTimeout(submitted.TimeoutSeconds, findings);
        if (kind is { } known)
        {
            OperationParameters.Check(known, submitted.Parameters, findings);
        }

        errors = findings.ByField();
        if (errors.Count > 0)
        {
            return null;
        }

        var (open, hidden) = TaskSecrets.Split(kind!.Value, submitted.Parameters);
        if (hidden is not null)
        {
            secrets[OperationSecretNames.TaskEnvironment] = hidden;
        }

        return new OperationRequest
        {
            Kind = kind.Value,
            Target = target!,
            Parameters = open is { ValueKind: not JsonValueKind.Null } parameters ? parameters : null,
            Timeout = timeout ?? _options.Operations.TimeoutOf(kind.Value),
            IdempotencyKey = submitted.IdempotencyKey,
            GuestLogon = submitted.GuestLogon?.Name,
            Secrets = secrets,
        };
    }

    private static OperationKind? CheckKind(string? kind, Findings findings)
    {
        // Enum.TryParse takes numbers and lists of names as well.
        if (kind is not null && Enum.GetNames<OperationKind>().Contains(kind, StringComparer.Ordinal))
        {
            return Enum.Parse<OperationKind>(kind);
        }

        findings.Add("kind", $"Must be one of {string.Join(", ", Enum.GetNames<OperationKind>())}.");
        return null;
    }

    private OperationTarget? CheckTarget(SubmitTarget? target, OperationKind? kind, Findings findings)
    {
        if (target is null)
        {
            findings.Add("target", "Must be {\"virtualMachine\": …}, {\"endpoint\": …}, {\"machine\": …} or {\"connector\": …}.");
            return null;
        }

        findings.Unknown("target.", target.Unknown, "virtualMachine, vCenter, endpoint, machine, connector");
        CheckLength("target.virtualMachine", target.VirtualMachine, findings);
        CheckLength("target.endpoint", target.Endpoint, findings);
        CheckLength("target.machine", target.Machine, findings);
        if (target.VCenter is { } vCenter && !_options.VCenters.Any(known => known.Name.Equals(vCenter, StringComparison.OrdinalIgnoreCase)))
        {
            findings.Add("target.vCenter", $"Not configured. Known: {Names(_options.VCenters.Select(known => known.Name))}.");
        }

        string?[] named = [target.VirtualMachine, target.Endpoint, target.Machine, target.Connector];
        if (named.Count(name => name is not null) != 1 || target is { VirtualMachine: null, VCenter: not null })
        {
            findings.Add("target", "Must name one: a virtualMachine (and its vCenter where that is needed), an endpoint, a machine or a connector.");
            return null;
        }

        return target.Connector is { } connector
            ? CheckConnector(connector, kind, findings)
            : OperationTarget.VirtualMachine(target.VirtualMachine ?? target.Endpoint ?? target.Machine, target.VCenter); // endpoints are looked up later
    }

    private static OperationTarget? CheckConnector(string connector, OperationKind? kind, Findings findings)
    {
        if (kind is { } given && OperationTarget.GoesByGuestOperations(given))
        {
            findings.Add("target.connector", $"{given} needs a virtualMachine: it goes by guest operations.");
        }
        else if (Guid.TryParseExact(connector, "D", out var id))
        {
            return OperationTarget.Connector(id);
        }
        else
        {
            findings.Add("target.connector", "Must be the id of a connector, a UUID with hyphens.");
        }

        return null;
    }

    private Dictionary<string, string> CheckGuestLogon(SubmitGuestLogon? logon, Findings findings)
    {
        findings.Unknown("guestLogon.", logon?.Unknown, "name, username, password");
        switch (logon)
        {
            case null:
                return [];
            case { Name: { } name, Username: null, Password: null }:
                if (!credentials.HasGuestLogon(name))
                {
                    findings.Add("guestLogon.name", $"Neither stored nor configured. Known: {Names(credentials.GuestLogonNames())}.");
                }

                return [];
            case { Name: null, Username: { Length: > 0 } username, Password: { } password }:
                CheckLength("guestLogon.username", username, findings);
                CheckLength("guestLogon.password", password, findings);
                var secret = new GuestLogonSecret(username, password).Format();
                return new Dictionary<string, string> { [OperationSecretNames.GuestLogon] = secret };
            default:
                findings.Add("guestLogon", "Must be {\"name\": …} or {\"username\": …, \"password\": …}.");
                return [];
        }
    }

    private static TimeSpan? CheckTimeout(double? seconds, Findings findings)
    {
        if (seconds is null)
        {
            return null;
        }

        if (seconds >= Limits.TimeoutLeast.TotalSeconds && seconds <= Limits.TimeoutMost.TotalSeconds)
        {
            return TimeSpan.FromSeconds(seconds.Value);
        }

        findings.Add("timeoutSeconds", $"Must be from {Limits.TimeoutLeast.TotalSeconds} to {Limits.TimeoutMost.TotalSeconds}.");
        return null;
    }

    private static void CheckLength(string field, string? value, Findings findings)
    {
        if (value is not null && (string.IsNullOrWhiteSpace(value) || value.Length > MostNameLength))
        {
            findings.Add(field, $"Must have 1 to {MostNameLength} characters.");
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
}
