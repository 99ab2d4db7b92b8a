using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.CustomFields;
using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Extensions;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Connectors;
using VsphereConnector.Simulator.Guests.Operations;
using VsphereConnector.Simulator.Guests.Processes;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Power;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Simulator.Search;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.SingleSignOn;
using VsphereConnector.Simulator.Soap;
using VsphereConnector.Simulator.Tags;
using VsphereConnector.Simulator.Tasks;

namespace VsphereConnector.Simulator.Hosting;

/// <summary>The parts of one simulated vCenter, put together.</summary>
internal sealed class SimulatedServices : IDisposable
{
    private readonly ObjectRegistry _objects = new();
    private readonly ChangeFeed _changes = new();
    private readonly MethodTable _methods = new();
    private readonly EventLog _events;
    private readonly TransferStore _transfers;

    public SimulatedServices(SimulatorOptions options, ServerCertificate certificate, TimeProvider time)
    {
        var guests = new GuestEnvironment(time, options.Seed, new ProgramTable(), new UnpackedPrograms());
        Rules = new RuleBook(new Random(options.Seed));
        InstanceUuid = new Guid(options.Seed, 0, 0, [0x80, 0, 0, 0, 0, 0, 0, 1]).ToString();
        Inventory = new InventoryTree(
            _objects, _changes, certificate.OfHosts, options, new Random(options.Seed), (vm, files) => new SimulatedGuest(vm, guests, files));
        _events = new EventLog(Inventory, time, new Random(options.Seed));
        Power = new PowerControl(Inventory, _events, time);
        Sessions = new SessionStore(_objects, _changes, time, options.SessionIdleTimeout);
        Signer = new TokenSigner(time);
        SessionManager = _objects.Add(new SessionManager(Sessions, _events, Signer, options.Users));
        Tokens = new SecurityTokenEndpoint(SessionManager, Signer, Counters, time);
        Permissions = new PermissionTable(Inventory.RootFolder);
        foreach (var permission in options.Permissions)
            Permissions.Set(permission);
        var extensions = _objects.Add(new ExtensionManager());
        extensions.AddTo(_methods);
        AuthorizationManager = _objects.Add(new AuthorizationManager(Sessions, _objects, Permissions, extensions));
        var tasks = _objects.Add(new TaskManager(_objects, extensions, _changes, time));
        VirtualMachineMethods = new VirtualMachineMethods(Inventory, Power, tasks, _events);
        Snapshots = new SnapshotControl(Power, _events);
        _transfers = new TransferStore(vm => options.TransferHost ?? vm.Host.Name);
        AddMethods(options, tasks, time);
        Soap = new SoapEndpoint(_methods, Inventory, Sessions, AuthorizationManager, Rules, Counters, options.Latency, time);
        Rest = new RestEndpoint(InstanceUuid, SessionManager, Sessions, Rules, Counters, time);
        Tagging = new TaggingEndpoint(Tags, Sessions, Rules, Counters);
        Transfers = new TransferEndpoint(_transfers, Rules, Counters, time);
    }

    public string InstanceUuid { get; }

    public InventoryTree Inventory { get; }

    public PowerControl Power { get; }

    public VirtualMachineMethods VirtualMachineMethods { get; }

    public SnapshotControl Snapshots { get; }

    public double EventDisorder
    {
        get => _events.Disorder;
        set => _events.Disorder = value;
    }

    public IReadOnlyList<RecordedEvent> RecordedEvents =>
        [.. _events.Snapshot().Select(e => new RecordedEvent(e.Key, e.TypeId, e.CreatedTime, e.VirtualMachine?.Name, e.VirtualMachine?.Reference.Id))];

    public SessionStore Sessions { get; }

    public SessionManager SessionManager { get; }

    public PermissionTable Permissions { get; }

    public AuthorizationManager AuthorizationManager { get; }

    public AliasStore Aliases { get; } = new();

    public TokenSigner Signer { get; }

    public RuleBook Rules { get; }

    public CallCounters Counters { get; } = new();

    public SoapEndpoint Soap { get; }

    public RestEndpoint Rest { get; }

    public TagStore Tags { get; } = new();

    public TaggingEndpoint Tagging { get; }

    public SecurityTokenEndpoint Tokens { get; }

    public TransferEndpoint Transfers { get; }

    public VirtualMachine Add(VirtualMachineOptions options)
    {
        var vm = Inventory.Add(options);
        _changes.PublishStructure();
        _events.Add("VmCreatedEvent", vm, $"Created virtual machine {vm.Name} on {vm.Host.Name}");
        if (options is { PoweredOn: true, Template: false })
            Power.PowerOn(vm);
        return vm;
    }

    public void SetConnected(HostSystem host, bool connected)
    {
        host.Connected = connected;
        _changes.Publish(host, "runtime.connectionState");
        foreach (var vm in host.VirtualMachines.Snapshot())
            _changes.Publish(vm, "runtime.connectionState", "summary.runtime.connectionState");
    }

    public void Dispose()
    {
        Sessions.CloseAll();
        Signer.Dispose();
        foreach (var vm in Inventory.VirtualMachines)
            vm.GuestIfMade?.PowerOff();
    }

    private void AddMethods(SimulatorOptions options, TaskManager tasks, TimeProvider time)
    {
        var service = _objects.Add(new ServiceInstance(InstanceUuid, time));
        _objects.Add(new PropertyCollector("propertyCollector", _objects, _changes, time));
        service.AddTo(_methods);
        SessionManager.AddTo(_methods);
        AuthorizationManager.AddTo(_methods);
        tasks.AddTo(_methods);
        VirtualMachineMethods.AddTo(_methods);
        new PropertyMethods(_objects, _changes, time).AddTo(_methods);
        _objects.Add(new ViewManager(_objects, _changes)).AddTo(_methods);
        _objects.Add(new CustomFieldsManager(_objects, _changes)).AddTo(_methods);
        _objects.Add(new EventManager(_events, _objects, _changes)).AddTo(_methods);
        _objects.Add(new SearchIndex(Inventory)).AddTo(_methods);
        AddGuestOperations(options, time);
    }

    private void AddGuestOperations(SimulatorOptions options, TimeProvider time)
    {
        var logon = new GuestLogon(Signer, Aliases);
        var gate = new GuestOperationGate(_objects, logon, _events, Counters, options.GuestOperationTime, time);
        _objects.Add(new GuestOperationsManager(options.HasGuestAuthManager));
        _objects.Add(new GuestFileManager(_transfers, new Random(options.Seed))).AddTo(_methods, gate);
        _objects.Add(new GuestProcessManager());
        GuestProcessManager.AddTo(_methods, gate);
        if (!options.HasGuestAuthManager)
            return;
        _objects.Add(new GuestAuthManager(logon)).AddTo(_methods, gate);
        _objects.Add(new GuestAliasManager(Aliases)).AddTo(_methods, gate);
    }
}
