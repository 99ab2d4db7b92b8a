using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.SingleSignOn;
using VsphereConnector.Vim25.Trust;
using VimReference = VsphereConnector.Vim25.Values.ManagedObjectReference;

namespace VsphereConnector.Simulator.Tests;

/// <summary>A simulated vCenter of its own for each test, and our client logged in to it.</summary>
public abstract class VCenterTest : IAsyncLifetime
{
    protected const string User = "administrator@vsphere.local";
    protected const string Password = "simulator";

    private SimulatedVCenter? _vcenter;
    private VimSession? _session;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static NamePasswordAuthentication Root { get; } = new("root", "guest");

    protected virtual SimulatorOptions Options => new();

    protected virtual TimeProvider Time => TimeProvider.System;

    protected SimulatedVCenter VCenter => _vcenter!;

    protected VimClient Client => _session!.Client;

    protected UserSession CurrentSession => _session!.Current;

    protected VimClientOptions ClientOptions => new() { SdkUri = VCenter.SdkUri, Trust = CertificateTrust.ByThumbprint(VCenter.Sha256Thumbprint), ApiVersion = "8.0.0.0" };

    public virtual async ValueTask InitializeAsync()
    {
        _vcenter = await SimulatedVCenter.StartAsync(Options, Time, Cancellation);
        _session = await VimSession.OpenAsync(
            ClientOptions, (sessions, cancellation) => sessions.LoginAsync(User, Password, cancellationToken: cancellation), cancellationToken: Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _session!.DisposeAsync();
        await VCenter.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected SecurityTokenService TokenService() => new(
        new() { Endpoint = new(VCenter.SdkUri, SecurityTokenServiceOptions.DefaultPath), Trust = ClientOptions.Trust }, Time);

    protected static VimReference Reference(ManagedObject target) => new(target.Reference.Type, target.Reference.Id);

    protected async Task<GuestManagers> ManagersAsync() => await Client.GuestOperationsManager.GetManagersAsync(Cancellation);

    protected async Task<Vim25.Faults.MethodFault> FaultOfAsync(Func<Task> call) => (await Assert.ThrowsAsync<Vim25.Faults.VimFaultException>(call)).Fault;

    protected async Task<GuestProcessInfo> RunAsync(VirtualMachine vm, string program, string arguments, GuestAuthentication? auth = null)
    {
        var processes = (await ManagersAsync()).ProcessManager;
        var pid = await processes.StartProgramInGuestAsync(
            Reference(vm), auth ?? Root, new GuestProgramSpec { ProgramPath = program, Arguments = arguments }, Cancellation);
        await vm.Guest.Processes.Find((int)pid)!.Exited.WaitAsync(Cancellation);
        return Assert.Single(await processes.ListProcessesInGuestAsync(Reference(vm), auth ?? Root, [pid], Cancellation));
    }
}
