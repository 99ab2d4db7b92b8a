using System.Text;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Credentials;

/// <summary>What a credential must be like; everything that is not so is told at once, never with the secret itself.</summary>
internal sealed class CredentialRules(IOptions<ServerOptions> options)
{
    private const int LongestName = 100, LongestAccount = 200, LongestPassword = 1000, LongestKey = 64 * 1024;

    /// <exception cref="RequestProblemException">It cannot be kept so.</exception>
    public NewCredential Check(AddCredentialRequest request)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "name, kinds, username, domain, scope, password, privateKey, passphrase, sudoPassword");
        if (request.Name is not { Length: > 0 and <= LongestName } name || !name.All(character => char.IsAsciiLetterOrDigit(character) || ".-_@".Contains(character)))
        {
            findings.Add("name", $"Must have 1 to {LongestName} letters, digits, '.', '-', '_' or '@'.");
        }

        var kinds = request.Kinds ?? [];
        CheckKinds(kinds, findings);
        CheckAccount("username", request.Username, findings);
        if (request.Domain is not null)
        {
            CheckAccount("domain", request.Domain, findings);
        }

        var scope = request.Scope ?? new CredentialScope();
        CheckScope(scope, findings);
        CheckSecret(request, kinds, findings);
        Throw(findings);
        return new NewCredential
        {
            Name = request.Name!,
            Kinds = [.. kinds.Distinct()],
            Username = request.Username!,
            Domain = request.Domain,
            Scope = scope,
            Secret = request.ToSecret(),
        };
    }

    /// <exception cref="RequestProblemException">It cannot be kept so.</exception>
    public static void Check(RotateCredentialRequest request, IReadOnlyList<CredentialKind> kinds)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "username, version, password, privateKey, passphrase, sudoPassword");
        if (request.Username is not null)
        {
            CheckAccount("username", request.Username, findings);
        }

        CheckSecret(request, kinds, findings);
        Throw(findings);
    }

    /// <exception cref="RequestProblemException">It cannot be kept so.</exception>
    public void Check(ChangeCredentialRequest request, StoredCredential before)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "kinds, scope, version");
        if (request.Kinds is { } kinds)
        {
            CheckKinds(kinds, findings);
            if (before.SecretParts.Contains(CredentialSecretPart.PrivateKey) && kinds.Any(kind => kind != CredentialKind.Ssh))
            {
                findings.Add("kinds", "It has a private key: that opens SSH alone.");
            }
        }

        if (request.Scope is { } scope)
        {
            CheckScope(scope, findings);
        }

        Throw(findings);
    }

    private static void CheckKinds(IReadOnlyList<CredentialKind> kinds, Findings findings)
    {
        if (kinds.Count == 0 || !kinds.All(Enum.IsDefined))
        {
            findings.Add("kinds", $"Must name at least one of {string.Join(", ", Enum.GetNames<CredentialKind>())}.");
        }
    }

    private static void CheckAccount(string field, string? value, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > LongestAccount || value.Any(char.IsControl))
        {
            findings.Add(field, $"Must have 1 to {LongestAccount} characters, none of them a control character.");
        }
    }

    private static void CheckSecret(SecretRequest secret, IReadOnlyList<CredentialKind> kinds, Findings findings)
    {
        switch (secret)
        {
            case { Password: null, PrivateKey: null } or { Password: not null, PrivateKey: not null }:
                findings.Add("password", "Give a password or a private key, one of them.");
                break;
            case { PrivateKey: not null } when kinds.Any(kind => kind != CredentialKind.Ssh):
                findings.Add("privateKey", "Opens SSH alone: guests and SMB need a password.");
                break;
            case { PrivateKey: { } key } when key.Length > LongestKey || !key.StartsWith("-----BEGIN ", StringComparison.Ordinal) || key.Contains('\0', StringComparison.Ordinal):
                findings.Add("privateKey", "Must be the text of a private key's file, which begins with -----BEGIN.");
                break;
            case { Password: not null, Passphrase: not null }:
                findings.Add("passphrase", "Goes with a private key.");
                break;
        }

        CheckLine("password", secret.Password, findings);
        CheckLine("passphrase", secret.Passphrase, findings);
        CheckLine("sudoPassword", secret.SudoPassword, findings);
        if (secret.SudoPassword is not null && !kinds.Contains(CredentialKind.Ssh))
        {
            findings.Add("sudoPassword", "Goes with Ssh.");
        }
    }

    private static void CheckLine(string field, string? value, Findings findings)
    {
        if (value is not null && (value.Length == 0 || value.AsSpan().ContainsAny('\n', '\r', '\0') || Encoding.UTF8.GetByteCount(value) > LongestPassword))
        {
            findings.Add(field, $"Must be one line of 1 to {LongestPassword} bytes.");
        }
    }

    public void CheckScope(CredentialScope scope, Findings findings)
    {
        if (scope.VCenter is { } vCenter && !options.Value.VCenters.Any(known => known.Name.Equals(vCenter, StringComparison.OrdinalIgnoreCase)))
        {
            findings.Add("scope.vCenter", $"Not configured. Known: {string.Join(", ", options.Value.VCenters.Select(known => known.Name).DefaultIfEmpty("none"))}.");
        }

        if (scope.Object is { } moRef && (scope.VCenter is null || moRef.Length is 0 or > 80 || !moRef.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')))
        {
            findings.Add("scope.object", "Must be a managed object id such as group-v22, beside the vCenter that has it.");
        }

        if (scope.NamePattern is { Length: 0 or > LongestAccount })
        {
            findings.Add("scope.namePattern", $"Must have 1 to {LongestAccount} characters.");
        }

        if (scope is { Standalone: true, VCenter: not null })
        {
            findings.Add("scope.standalone", "Machines without a vCenter are not in one.");
        }
    }

    private static void Throw(Findings findings)
    {
        if (findings.ByField() is { Count: > 0 } errors)
        {
            throw new RequestProblemException(Problems.Invalid(errors));
        }
    }
}
