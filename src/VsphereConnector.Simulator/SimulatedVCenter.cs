using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Hosting;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Simulator;

/// <summary>
/// A vCenter in this process: vim25 over HTTPS on a real port, with virtual machines whose guests are simulated. Dispose it to end it.
/// </summary>
public sealed class SimulatedVCenter : IAsyncDisposable
{
    private readonly SimulatedServices _services;
    private readonly ServerCertificate _certificate;
    private readonly WebApplication _application;

    private SimulatedVCenter(SimulatedServices services, ServerCertificate certificate, WebApplication application, Uri sdkUri) =>
        (_services, _certificate, _application, SdkUri) = (services, certificate, application, sdkUri);

    /// <summary>Where clients call, such as <c>https://127.0.0.1:8989/sdk</c>.</summary>
    public Uri SdkUri { get; }

    /// <summary>The SHA-1 thumbprint of the certificate, in hexadecimal with colons, as vCenter shows it for its hosts.</summary>
    public string Thumbprint => _certificate.Sha1Thumbprint;

    /// <summary>The SHA-256 thumbprint of the certificate, in hexadecimal with colons.</summary>
    public string Sha256Thumbprint => _certificate.Sha256Thumbprint;

    /// <summary>The certificate in PEM.</summary>
    public string CertificatePem => _certificate.Pem;

    /// <summary>The identity of this vCenter.</summary>
    public string InstanceUuid => _services.InstanceUuid;

    /// <summary>The rules in force: faults, delays and broken connections.</summary>
    public RuleBook Rules => _services.Rules;

    /// <summary>How often what was called.</summary>
    public CallCounters Calls => _services.Counters;

    /// <summary>All virtual machines.</summary>
    public IReadOnlyList<VirtualMachine> VirtualMachines => _services.Inventory.VirtualMachines;

    /// <summary>The sessions that are open now.</summary>
    public int OpenSessions => _services.Sessions.All.Count;

    /// <summary>Starts a vCenter; it answers when the task is done.</summary>
    public static async Task<SimulatedVCenter> StartAsync(SimulatorOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hosts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.VirtualMachines, nameof(options));
        var certificate = ServerCertificate.Create(options.ListenAddress, timeProvider);
        var services = new SimulatedServices(options, certificate, timeProvider);
        for (var i = 1; i <= options.VirtualMachines; i++)
            services.Add(options.Template with { Name = string.Create(CultureInfo.InvariantCulture, $"vm-{i:00000}") });
        var application = WebHost.Build(options, services, certificate);
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SimulatedVCenter(services, certificate, application, new Uri(new Uri(address), "/sdk"));
    }

    /// <summary>The first cluster.</summary>
    public ClusterComputeResource Cluster => _services.Inventory.Cluster;

    /// <summary>Adds a folder for virtual machines, below another one or below the datacenter.</summary>
    public Folder AddFolder(string name, Folder? parent = null) => _services.Inventory.AddFolder(name, parent);

    /// <summary>Adds a cluster with so many hosts.</summary>
    public ClusterComputeResource AddCluster(string name, int hosts) => _services.Inventory.AddCluster(name, hosts);

    /// <summary>Adds a resource pool to another one, such as the root pool of a cluster.</summary>
    public ResourcePool AddResourcePool(string name, ResourcePool parent) => _services.Inventory.AddResourcePool(name, parent);

    /// <summary>Adds a vApp, which runs in a resource pool and stands in a folder or in the datacenter.</summary>
    public VirtualApp AddVirtualApp(string name, ResourcePool parent, Folder? folder = null) => _services.Inventory.AddVirtualApp(name, parent, folder);

    /// <summary>Adds a virtual machine and, unless its options say otherwise, powers it on.</summary>
    public VirtualMachine AddVirtualMachine(VirtualMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _services.Add(options);
    }

    /// <summary>The virtual machine of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public VirtualMachine VirtualMachine(string name) =>
        _services.Inventory.FindVirtualMachine(name) ?? throw new KeyNotFoundException($"There is no virtual machine '{name}'.");

    /// <summary>Powers a virtual machine on: its connector, where one is installed, starts with it.</summary>
    public void PowerOn(VirtualMachine virtualMachine) => _services.Power.PowerOn(virtualMachine);

    /// <summary>Powers it off at once: what runs in the guest is gone, its files stay.</summary>
    public void PowerOff(VirtualMachine virtualMachine) => _services.Power.PowerOff(virtualMachine);

    /// <summary>Restarts the guest.</summary>
    public void Reboot(VirtualMachine virtualMachine) => _services.Power.RebootGuest(virtualMachine);

    /// <summary>Stops or starts VMware Tools in the guest.</summary>
    public void SetToolsRunning(VirtualMachine virtualMachine, bool running) => _services.Power.SetTools(virtualMachine, running);

    /// <summary>Clones a virtual machine: same files, new identities.</summary>
    public VirtualMachine Clone(VirtualMachine source, string name, bool powerOn = true) => _services.VirtualMachineMethods.Clone(source, name, powerOn);

    /// <summary>Gives an entity a tag; category and tag are made where they are missing.</summary>
    public void Tag(ManagedEntity entity, string category, string name) => _services.Tags.Attach(entity, category, name);

    /// <summary>Adds a network.</summary>
    public Network AddNetwork(string name) => _services.Inventory.AddNetwork(name);

    /// <summary>Clones a running virtual machine with what runs in it.</summary>
    public VirtualMachine InstantClone(VirtualMachine source, string name) => _services.VirtualMachineMethods.InstantClone(source, name);

    /// <summary>Makes a virtual machine from a template.</summary>
    public VirtualMachine Deploy(VirtualMachine template, string name, bool powerOn = true) => _services.VirtualMachineMethods.Deploy(template, name, powerOn);

    /// <summary>Takes a virtual machine that is powered off out of the inventory; its files stay.</summary>
    public void Unregister(VirtualMachine virtualMachine) => _services.VirtualMachineMethods.Unregister(virtualMachine);

    /// <summary>Adds one that was taken out: it has another id, and the identities and files that it had.</summary>
    public VirtualMachine Register(VirtualMachine virtualMachine) => _services.VirtualMachineMethods.Register(virtualMachine);

    /// <summary>Takes a snapshot of the files of a virtual machine, in the place of the one before.</summary>
    public void TakeSnapshot(VirtualMachine virtualMachine) => VsphereConnector.Simulator.Power.SnapshotControl.Take(virtualMachine);

    /// <summary>Reverts a virtual machine to its snapshot.</summary>
    public void Revert(VirtualMachine virtualMachine) => _services.Snapshots.Revert(virtualMachine);

    /// <summary>Says that the customization of a guest has succeeded.</summary>
    public void Customize(VirtualMachine virtualMachine) => _services.VirtualMachineMethods.Customize(virtualMachine);

    /// <summary>
    /// The share of events, 0 to 1, that are written after younger ones, so that who reads on misses them; pages are in no order then. 0
    /// writes those that are still outstanding.
    /// </summary>
    public double EventDisorder
    {
        get => _services.EventDisorder;
        set => _services.EventDisorder = value;
    }

    /// <summary>What this vCenter itself has recorded, oldest first: the type of each event and the virtual machine.</summary>
    public IReadOnlyList<RecordedEvent> Events => _services.RecordedEvents;

    /// <summary>Removes a virtual machine that is powered off.</summary>
    public void Destroy(VirtualMachine virtualMachine) => _services.VirtualMachineMethods.Destroy(virtualMachine);

    /// <summary>Disconnects a host or connects it again.</summary>
    public void SetConnected(HostSystem host, bool connected) => _services.SetConnected(host, connected);

    /// <summary>True lets the security token service refuse everybody, as it does where an account is locked.</summary>
    public bool RefuseTokens
    {
        get => _services.Tokens.RefusesAll;
        set => _services.Tokens.RefusesAll = value;
    }

    /// <summary>Signs tokens with another certificate from now on, as after a renewal of vCenter's.</summary>
    public void RenewTokenSigner() => _services.Signer.Renew();

    /// <summary>Empties a guest's alias store, as somebody does who edits it in the guest.</summary>
    public void RemoveGuestAliases(VirtualMachine virtualMachine)
    {
        ArgumentNullException.ThrowIfNull(virtualMachine);
        _services.Aliases.Remove(alias => alias.VirtualMachine == virtualMachine.Reference.Id);
    }

    /// <summary>Lets the owner of a certificate have tokens of the security token service (<c>/sts/STSService</c>) as this user.</summary>
    public void AddSolutionUser(string userName, X509Certificate2 certificate) => _services.Tokens.AddSolutionUser(userName, certificate);

    /// <summary>
    /// The token of a vSphere Client that this user has logged in to, as <c>POST /api/session</c> gives it for a password: what a plug-in's UI
    /// sends as <c>vmware-api-session-id</c>.
    /// </summary>
    public string LogInToClient(string userName) => _services.Rest.LogInToClient(userName);

    /// <summary>Gives a user a role on an entity, in the place of the one that he had there.</summary>
    public void SetPermission(Permission permission) => _services.Permissions.Set(permission);

    /// <summary>Takes a privilege away from a user, on all entities.</summary>
    public void Deny(string userName, string privilege) => _services.AuthorizationManager.Deny(userName, privilege);

    /// <summary>Ends the sessions of one user, as an administrator does.</summary>
    public void DropSessionsOf(string userName) => _services.Sessions.CloseAllOf(userName);

    /// <summary>Ends every session, as a restart of vCenter does.</summary>
    public void DropSessions() => _services.Sessions.CloseAll();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _services.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        _certificate.Dispose();
    }
}
