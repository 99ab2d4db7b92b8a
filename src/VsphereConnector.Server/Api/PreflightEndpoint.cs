using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Preflight;

namespace VsphereConnector.Server.Api;

/// <summary><c>POST /api/v1/preflight</c>: what would stand against an operation.</summary>
internal static class PreflightEndpoint
{
    private const int MostTargets = 1000;
    private const int MostNameLength = 200;

    public static void MapPreflight(this IEndpointRouteBuilder api) => api.MapPost("/preflight", RunAsync)
        .AllowUsers()
        .ReadsOnly()
        .WithTags("Preflight")
        .WithName("preflight")
        .WithSummary("Tells before an operation, machine by machine, what would stand against it and what to do.")
        .WithDescription(
            $"Only reads; no guest is logged on to. A container stands for the machines below it; at most {PreflightTargets.MostMachines} machines are "
            + $"looked at. Codes: {string.Join(", ", PreflightCode.All.Select(code => $"{code.Name} ({code.Severity})"))}.")
        .Accepts<PreflightRequest>("application/json")
        .Produces<PreflightView>()
        .ProducesValidationProblem();

    private static async Task<Ok<PreflightView>> RunAsync(
        HttpContext context,
        EndpointPreflight endpoints,
        OperationPreflight preflight,
        CredentialOverview credentials,
        EndpointViews views,
        VCenters vCenters,
        CancellationToken cancellationToken)
    {
        var question = Check(await RequestBody.ReadAsync<PreflightRequest>(context.Request));
        if (question.GuestLogon is { } name)
        {
            var credential = await credentials.FindAsync(name, cancellationToken);
            question = question with
            {
                GuestLogonExists = credential?.Kinds.Contains(CredentialKind.Guest) ?? false,
                GuestLogonSuspended = credential?.State == LogonState.Suspended,
            };
        }

        var caller = Caller.Of(context);
        var registered = await endpoints.RunAsync(caller, question, cancellationToken);
        var machines = PreflightView.Of(await preflight.RunAsync(caller, registered.Rest, cancellationToken), vCenters);
        if (registered is { Items: [], Unresolved: [] })
        {
            return TypedResults.Ok(machines);
        }

        var shown = await views.OfAsync([.. registered.Items.Select(item => item.Endpoint)], cancellationToken);
        return TypedResults.Ok(machines with
        {
            Endpoints = [.. registered.Items.Zip(shown, (item, view) => new PreflightEndpointView(view, item.Verdict, item.Findings))],
            Unresolved = [.. machines.Unresolved, .. registered.Unresolved],
        });
    }

    /// <exception cref="RequestProblemException">With everything that is wrong.</exception>
    private static PreflightQuestion Check(PreflightRequest request)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "kind, targets, guestLogon, parameters");
        findings.Unknown("guestLogon.", request.GuestLogon?.Unknown, "name, username, password");
        var kind = CheckKind(request.Kind, findings);
        if (request.Targets is not { Count: > 0 and <= MostTargets })
        {
            findings.Add("targets", $"Must hold 1 to {MostTargets} targets.");
        }

        var targets = (request.Targets ?? []).Take(MostTargets).Select((target, index) => CheckTarget($"targets[{index}]", target, findings)).ToList();
        if (kind is { } known && request.Parameters is { ValueKind: not JsonValueKind.Null } && known == OperationKind.InstallConnector)
        {
            OperationParameters.Check(known, request.Parameters, findings);
        }

        return findings.ByField() is { Count: > 0 } errors
            ? throw new RequestProblemException(Problems.Invalid(errors))
            : new PreflightQuestion
            {
                Kind = kind!.Value,
                Targets = targets!,
                GuestLogon = request.GuestLogon?.Name,
                GivesGuestLogon = request.GuestLogon?.Username is { Length: > 0 },
                Reinstall = request.Parameters is { ValueKind: JsonValueKind.Object } parameters
                    && parameters.TryGetProperty("reinstall", out var reinstall) && reinstall.ValueKind == JsonValueKind.True,
            };
    }

    private static OperationKind? CheckKind(string? kind, Findings findings)
    {
        if (kind is not null && Enum.GetNames<OperationKind>().Contains(kind, StringComparer.Ordinal))
        {
            return Enum.Parse<OperationKind>(kind);
        }

        findings.Add("kind", $"Must be one of {string.Join(", ", Enum.GetNames<OperationKind>())}.");
        return null;
    }

    private static PreflightTarget? CheckTarget(string field, PreflightTargetRequest? target, Findings findings)
    {
        findings.Unknown(field + ".", target?.Unknown, "object, virtualMachine, vCenter, endpoint, machine");
        switch (target)
        {
            case { Object: null, VirtualMachine: null, VCenter: null, Endpoint: { Length: > 0 and <= MostNameLength } registered, Machine: null }:
                return new PreflightTarget(null, registered, null) { IsEndpoint = true, MayBeEndpoint = true };
            case { Object: null, VirtualMachine: null, VCenter: null, Endpoint: null, Machine: { Length: > 0 and <= MostNameLength } machine }:
                return new PreflightTarget(null, machine, null) { MayBeEndpoint = true };
            case { Object: { } text, VirtualMachine: null, VCenter: null, Endpoint: null, Machine: null }:
                if (ClientObject.TryParse(text) is { } entity)
                {
                    return new PreflightTarget(entity, null, null);
                }

                findings.Add(field + ".object", $"Must be of the form {ClientObject.Form}.");
                return null;
            case { Object: null, VirtualMachine: { Length: > 0 and <= MostNameLength } name, VCenter: null or { Length: <= MostNameLength }, Endpoint: null, Machine: null }:
                return new PreflightTarget(null, name, target.VCenter);
            default:
                findings.Add(field, $"Must be {{\"object\": …}}, {{\"endpoint\": …}}, {{\"machine\": …}}, or {{\"virtualMachine\": …}} of 1 to {MostNameLength} characters and its vCenter where that is needed.");
                return null;
        }
    }
}
