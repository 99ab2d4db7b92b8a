using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;

namespace VsphereConnector.Server.Deployment;

/// <summary>What every installation uses of this server.</summary>
internal sealed class InstallationKit(
    IOptions<ServerOptions> options,
    ConnectorPrograms programs,
    PackageStore packages,
    EnrolmentTokens tokens,
    CertificateAuthority authority,
    ServerListeners listeners,
    ConnectorOnline online,
    Leftovers leftovers,
    TimeProvider time)
{
    private readonly DeploymentOptions _deployment = options.Value.Deployment;

    public TimeProvider Time => time;

    public Leftovers Leftovers => leftovers;

    /// <summary>Looks at a running installer: each one is an event in vCenter, so they become rarer.</summary>
    public RetrySchedule Polls => new(_deployment.PollFirst, _deployment.PollMost);

    /// <summary>Waits before a passing trouble is looked at again.</summary>
    public RetrySchedule Retries => new(_deployment.RetryFirst, _deployment.RetryMost);

    /// <summary>Whether there is a program for machines such as <c>arm64</c>.</summary>
    public bool HasProgram(GuestSystem system, string architecture) => programs.Has(system.PlatformOf(architecture));

    public IReadOnlyList<string> TempFoldersFor(GuestSystem system, InstallConnectorParameters parameters) => TempFolders.For(
        system,
        Fitting(system, parameters.TempFolder) ?? (system == GuestSystem.Windows ? _deployment.WindowsTempFolder : _deployment.TempFolder),
        ConnectorVersion.Own);

    /// <summary>Makes the bundle of a run, with a fresh token that is good for this machine alone.</summary>
    /// <exception cref="OperationException">There is no such program for the platform.</exception>
    public async Task<InstallBundle> MakeBundleAsync(
        Operation operation, DeploymentCheckpoint reached, EnrolmentSubject subject, IGuestWorkspace guest, InstallConnectorParameters parameters, CancellationToken cancellationToken)
    {
        var system = guest.System;
        var platform = reached.Architecture is { } architecture ? system.PlatformOf(architecture) : system.Platform;
        var program = await ProgramAsync(system, platform, parameters.Sha256, cancellationToken);
        await tokens.WithdrawAsync(operation.Id, cancellationToken);
        var token = await tokens.CreateAsync(subject, operation.Id, _deployment.EnrolmentTokenLifetime, cancellationToken);
        return InstallBundle.Create(reached.RunId, program, Settings(system, token, parameters) with { RunAsPassword = RunAsPasswordOf(guest, RunAsOf(system, parameters.RunAs)) });
    }

    /// <summary>The bundle of a package for an administrator's own tooling.</summary>
    /// <exception cref="OperationException">There is no program for the platform.</exception>
    public async Task<InstallBundle> MakeBundleAsync(GuestSystem system, string platform, string token, InstallConnectorParameters parameters)
    {
        var program = await programs.FindAsync(platform) ?? throw new OperationException(DeploymentErrors.NoProgram(platform));
        return InstallBundle.Create(Guid.NewGuid(), program, Settings(system, token, parameters));
    }

    /// <summary>The bundle of a look at a Windows machine.</summary>
    /// <exception cref="OperationException">There is no program for it.</exception>
    public async Task<InstallBundle> MakeLookAsync(Guid runId, GuestQuestion question)
    {
        var platform = GuestSystem.Windows.Platform;
        var program = await programs.FindAsync(platform) ?? throw new OperationException(DeploymentErrors.NoProgram(platform));
        return InstallBundle.CreateLook(runId, program, new ConnectorSettings
        {
            ServerUrls = [.. question.Servers.Select(server => server.ToString())],
            CertificateAuthority = authority.CertificatePem,
            ParentFolder = question.ParentFolder,
            TempFolder = question.TempFolders[0],
            RunAs = RunAsOf(GuestSystem.Windows, question.Account),
        });
    }

    /// <summary>Whether an installation would not have the password that it needs to let the connector run as an account.</summary>
    public static bool LacksPassword(IGuestWorkspace guest, string account) => NeedsPassword(guest, account) && guest.FindPassword(account) is null;

    private async Task<PackedProgram> ProgramAsync(GuestSystem system, string platform, string? sha256, CancellationToken cancellationToken)
    {
        if (sha256 is null)
        {
            return await programs.FindAsync(platform) ?? throw new OperationException(DeploymentErrors.NoProgram(platform));
        }

        var file = await packages.FindFileAsync(sha256, cancellationToken) ?? throw new OperationException(DeploymentErrors.ProgramNotUploaded(sha256));
        return ConnectorPrograms.IsOfAnotherSystem(file, system)
            ? throw new OperationException(DeploymentErrors.ProgramOfAnotherSystem(platform))
            : await programs.ReadAsync(file, platform);
    }

    private ConnectorSettings Settings(GuestSystem system, string token, InstallConnectorParameters parameters) => new()
    {
        ServerUrls = listeners.ConnectorUrls,
        CertificateAuthority = authority.CertificatePem,
        EnrolmentToken = token,
        ParentFolder = Fitting(system, parameters.ParentFolder) ?? (system == GuestSystem.Windows ? _deployment.WindowsParentFolder : _deployment.ParentFolder),
        Proxy = parameters.Proxy,
        RunAs = RunAsOf(system, parameters.RunAs),
    };

    private static string? RunAsOf(GuestSystem system, string? account) =>
        account is not null && system == GuestSystem.Windows && WindowsAccountName.IsSystem(account) ? null : account;

    private static string? RunAsPasswordOf(IGuestWorkspace guest, string? account) => account is not null && NeedsPassword(guest, account)
        ? guest.FindPassword(account) ?? throw new OperationException(DeploymentErrors.RunAsPasswordUnknown(account))
        : null;

    /// <summary>Windows needs the password of a service's account; that of a managed service account (its name ends with $) nobody knows.</summary>
    private static bool NeedsPassword(IGuestWorkspace guest, string account) => guest.System == GuestSystem.Windows && !account.EndsWith('$');

    /// <exception cref="OperationException">The path is one of another system.</exception>
    private static string? Fitting(GuestSystem system, string? path) =>
        path is null || system.IsPath(path) ? path : throw new OperationException(DeploymentErrors.PathOfAnotherSystem(path));

    /// <summary>The end of an installation that has succeeded, and whose work folder cannot be removed now: that is no reason to call it failed.</summary>
    public async Task<OperationEnd> SucceedWithFolderLeftAsync(OperationRun run, InstallationResult result, OperationError why)
    {
        await run.ReportAsync("clean-up", $"The work folder is left there: {why.Message} The next installation removes it.", 99, EventLevel.Warning, CancellationToken.None);
        await WithdrawTokenAsync(run.Operation, CancellationToken.None);
        return new OperationEnd.Succeeded(result.ToJson());
    }

    public Task WithdrawTokenAsync(Operation operation, CancellationToken cancellationToken) => tokens.WithdrawAsync(operation.Id, cancellationToken);

    /// <summary>Waits until the connector that this operation installed has opened its channel.</summary>
    public Task<Connector> WaitForChannelAsync(Operation operation, EnrolmentSubject subject, CancellationToken cancellationToken)
        => online.WaitForChannelAsync(operation.Id, subject.InstanceUuid, cancellationToken);
}
