using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment;

/// <summary>What every installation uses of this server.</summary>
internal sealed class InstallationKit(
    IOptions<ServerOptions> options,
    ConnectorPrograms programs,
    EnrolmentTokens tokens,
    CertificateAuthority authority,
    ServerListeners listeners,
    ConnectorOnline online,
    TimeProvider time)
{
    private readonly DeploymentOptions _deployment = options.Value.Deployment;

    public TimeProvider Time => time;

    /// <summary>Looks at a running installer: each one is an event in vCenter, so they become rarer.</summary>
    public RetrySchedule Polls => new(_deployment.PollFirst, _deployment.PollMost);

    /// <summary>Waits before a passing trouble is looked at again.</summary>
    public RetrySchedule Retries => new(_deployment.RetryFirst, _deployment.RetryMost);

    public IReadOnlyList<string> TempFoldersFor(InstallConnectorParameters parameters)
        => TempFolders.ForLinux(parameters.TempFolder ?? _deployment.TempFolder);

    /// <summary>Makes the bundle of a run, with a fresh token that is good for this virtual machine alone.</summary>
    /// <exception cref="OperationException">There is no program for the platform.</exception>
    public async Task<InstallBundle> MakeBundleAsync(
        Operation operation, Guid runId, VirtualMachine machine, InstallConnectorParameters parameters, CancellationToken cancellationToken)
    {
        const string Platform = "linux-x64";
        var program = await programs.FindAsync(Platform) ?? throw new OperationException(DeploymentErrors.NoProgram(Platform));
        var subject = EnrolmentSubject.Of(machine);
        await tokens.WithdrawAsync(operation.Id, cancellationToken);
        var settings = new ConnectorSettings
        {
            ServerUrls = listeners.ConnectorUrls,
            CertificateAuthority = authority.CertificatePem,
            EnrolmentToken = await tokens.CreateAsync(subject, operation.Id, _deployment.EnrolmentTokenLifetime, cancellationToken),
            ParentFolder = parameters.ParentFolder ?? _deployment.ParentFolder,
            Proxy = parameters.Proxy,
            RunAs = parameters.RunAs,
        };
        return InstallBundle.Create(runId, program, settings);
    }

    public Task WithdrawTokenAsync(Operation operation, CancellationToken cancellationToken) => tokens.WithdrawAsync(operation.Id, cancellationToken);

    /// <summary>Waits until the connector that this operation installed has opened its channel.</summary>
    public Task<Connector> WaitForChannelAsync(Operation operation, VirtualMachine machine, CancellationToken cancellationToken)
        => online.WaitForChannelAsync(operation.Id, machine.InstanceUuid, cancellationToken);
}
