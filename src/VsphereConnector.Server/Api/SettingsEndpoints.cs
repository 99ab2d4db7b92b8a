using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Preflight;

namespace VsphereConnector.Server.Api;

/// <summary>What is configured, as far as it is no secret.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder api)
    {
        var settings = api.MapGroup("").WithTags("Settings");
        settings.MapGet("/settings", (IOptions<ServerOptions> options, ServerListeners listeners) => TypedResults.Ok(SettingsView.Of(options.Value, listeners)))
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .WithName("getSettings")
            .WithSummary("What the server works with: configured or by default. Passwords and where they are kept are left out.");
        settings.MapGet("/guest-logons", ListGuestLogons)
            .AllowUsers()
            .WithName("listGuestLogons")
            .WithSummary("The guest logons that operations may name: configured ones and stored credentials.");
    }

    private static async Task<Ok<Page<GuestLogonView>>> ListGuestLogons(
        IOptions<ServerOptions> options, CredentialStore credentials, CancellationToken cancellationToken) => TypedResults.Ok(new Page<GuestLogonView>
    {
        Items =
        [
            .. options.Value.GuestLogons.Select(logon => new GuestLogonView(logon.Name, logon.Username, logon.Alias)),
            .. (await credentials.ListAsync(cancellationToken)).Where(credential => credential.Kinds.Contains(CredentialKind.Guest))
                .Select(credential => new GuestLogonView(credential.Name, Credential.AccountOf(credential.Username, credential.Domain), Alias: false)),
        ],
    });
}

/// <summary>A guest logon; its password stays with the server.</summary>
internal sealed record GuestLogonView(
    string Name,
    string Username,
    [property: Description("True: it has no password; a guest alias lets the server in.")] bool Alias);

/// <summary>What the server works with.</summary>
internal sealed record SettingsView
{
    [Description("The server's version.")]
    public required string Version { get; init; }

    public required ListenSettingsView Listen { get; init; }

    public required IReadOnlyList<VCenterSettingsView> VCenters { get; init; }

    public required OperationSettingsView Operations { get; init; }

    public required DeploymentSettingsView Deployment { get; init; }

    public static SettingsView Of(ServerOptions options, ServerListeners listeners) => new()
    {
        Version = Preflight.ConnectorVersion.Own,
        Listen = new(options.Listen.Api, options.Listen.Connectors, listeners.ConnectorUrls, !ServerListeners.GuessesConnectorUrls(options.Listen)),
        VCenters = [.. options.VCenters.Select(VCenterSettingsView.Of)],
        Operations = OperationSettingsView.Of(options.Operations),
        Deployment = DeploymentSettingsView.Of(options.Deployment),
    };
}

/// <summary>Where the server listens.</summary>
internal sealed record ListenSettingsView(
    string Api,
    string Connectors,
    [property: Description("How guests are told to reach the server.")] IReadOnlyList<string> PublicUrls,
    [property: Description("False: nothing is configured, and this machine's name is used.")] bool PublicUrlsConfigured);

/// <summary>A configured vCenter.</summary>
internal sealed record VCenterSettingsView(
    string Name,
    string Url,
    string Username,
    [property: Description("Thumbprint, CertificateAuthority or System.")] string Trust)
{
    public static VCenterSettingsView Of(VCenterOptions vCenter) => new(vCenter.Name, vCenter.Url, vCenter.Username, vCenter switch
    {
        { Thumbprint.Length: > 0 } => "Thumbprint",
        { CertificateAuthorityFile.Length: > 0 } => "CertificateAuthority",
        _ => "System",
    });
}

/// <summary>How operations are worked on.</summary>
internal sealed record OperationSettingsView(
    int Concurrency,
    int RetentionDays,
    [property: Description("How long an operation of each kind may take, in seconds, unless its request says otherwise.")]
    IReadOnlyDictionary<string, double> TimeoutSeconds)
{
    public static OperationSettingsView Of(OperationsOptions options) => new(
        options.Concurrency,
        options.RetentionDays,
        Enum.GetValues<OperationKind>().ToDictionary(kind => kind.ToString(), kind => options.TimeoutOf(kind).TotalSeconds));
}

/// <summary>How connectors are put into guests.</summary>
internal sealed record DeploymentSettingsView
{
    public required int PerHost { get; init; }

    public required int PerVCenter { get; init; }

    public required string TempFolder { get; init; }

    [Description("Missing: the default of each system.")]
    public string? ParentFolder { get; init; }

    public required double EnrolmentTokenLifetimeSeconds { get; init; }

    [Description("The platforms whose programs are configured, beside those that were published with the server.")]
    public required IReadOnlyList<string> ConfiguredPrograms { get; init; }

    public static DeploymentSettingsView Of(DeploymentOptions options) => new()
    {
        PerHost = options.PerHost,
        PerVCenter = options.PerVCenter,
        TempFolder = options.TempFolder ?? TempFolders.DefaultFor(ConnectorVersion.Own),
        ParentFolder = options.ParentFolder,
        EnrolmentTokenLifetimeSeconds = options.EnrolmentTokenLifetime.TotalSeconds,
        ConfiguredPrograms = [.. options.ConnectorPrograms.Keys.Order(StringComparer.Ordinal)],
    };
}
