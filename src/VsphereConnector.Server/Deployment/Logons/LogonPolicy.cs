using System.ComponentModel;
using System.Text.Json.Serialization;
using VsphereConnector.Server.Credentials;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>Which logon an operation uses that names none, and which ones it may use at all.</summary>
internal sealed record LogonPolicy
{
    /// <summary>Where no other policy holds: without a password where that is possible, else with a stored one, else somebody is asked.</summary>
    public static LogonPolicy Default { get; } = new()
    {
        Name = "default",
        Scope = new CredentialScope(),
        Steps = [LogonStep.Alias, LogonStep.Credential, LogonStep.Ask],
    };

    public required string Name { get; init; }

    [Description("For which machines; of several policies that hold, the narrowest one counts.")]
    public required CredentialScope Scope { get; init; }

    [Description("The logons in the order in which they are tried. What is not among them is not used there, not even where a request asks for it.")]
    public required IReadOnlyList<LogonStep> Steps { get; init; }

    [Description("Grows with each change; missing for the built-in policy.")]
    public long? Version { get; init; }

    public bool Allows(LogonStep step) => Steps.Contains(step);

    /// <inheritdoc/>
    public override string ToString() => $"policy '{Name}' ({string.Join(", then ", Steps.Select(Word))})";

    private static string Word(LogonStep step) => step switch
    {
        LogonStep.Alias => "guest alias",
        LogonStep.Credential => "stored credential",
        _ => "ask",
    };
}

/// <summary>A kind of logon.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogonStep>))]
internal enum LogonStep
{
    /// <summary>A guest alias and a token of this server's account: no password at all.</summary>
    Alias,

    /// <summary>A credential of the store, or a configured guest logon.</summary>
    Credential,

    /// <summary>A user name and a password that come with the request.</summary>
    Ask,
}

/// <summary>How policies are written into columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CredentialScope))]
[JsonSerializable(typeof(IReadOnlyList<LogonStep>))]
internal sealed partial class LogonPolicyJson : JsonSerializerContext;
