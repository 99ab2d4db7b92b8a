using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VsphereConnector.Server.Channels.Smb.Windows;

/// <summary>The service control manager of another machine by the calls of Windows, which go through the connection that is open to it.</summary>
internal sealed class WindowsServices(SmbTarget target, SmbOptions options, TimeProvider time) : IServiceControl
{
    private const uint Connect = 0x1, Create = 0x2, Enumerate = 0x4;
    private const uint QueryStatus = 0x4, Start = 0x10, Delete = 0x10000;
    private const uint OwnProcess = 0x10, AllWin32 = 0x30, OnDemand = 3, NormalErrorControl = 1, AllStates = 3, Stopped = 1;
    private const int MoreData = 234, AlreadyRunning = 1056, DoesNotExist = 1060, MarkedForDelete = 1072;

    /// <summary>Null in tests alone: this machine's own.</summary>
    private readonly string? _machine = target.Host.Length == 0 ? null : WindowsConnection.ServerOf(target);

    public Task CreateAsync(string name, string displayName, string imagePath, CancellationToken cancellationToken) => RunAsync(
        name,
        Create,
        manager =>
        {
            using var service = NativeMethods.CreateService(manager, name, displayName, QueryStatus, OwnProcess, OnDemand, NormalErrorControl, imagePath, null, 0, null, null, null);
            return service.IsInvalid ? throw new Win32Exception() : true;
        },
        cancellationToken);

    public Task StartAsync(string name, CancellationToken cancellationToken) => WithServiceAsync(
        name, Start, service => NativeMethods.StartService(service, 0, 0) || Marshal.GetLastPInvokeError() == AlreadyRunning ? true : throw new Win32Exception(), cancellationToken);

    public async Task<ServiceState> QueryAsync(string name, CancellationToken cancellationToken) => await WithServiceAsync(
        name,
        QueryStatus,
        service => NativeMethods.QueryServiceStatus(service, out var status)
            ? status.CurrentState == Stopped ? ServiceState.Stopped : ServiceState.Active
            : throw new Win32Exception(),
        cancellationToken,
        missing: () => ServiceState.None);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => WithServiceAsync(
        name, Delete, service => NativeMethods.DeleteService(service) || Marshal.GetLastPInvokeError() == MarkedForDelete ? true : throw new Win32Exception(), cancellationToken, missing: () => true);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<string>>(
        prefix, Enumerate, manager => [.. Names(manager).Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))], cancellationToken);

    private static List<string> Names(NativeMethods.ServiceHandle manager)
    {
        List<string> names = [];
        uint resume = 0;
        var size = 0;
        while (true)
        {
            var buffer = Marshal.AllocHGlobal(size);
            try
            {
                var whole = NativeMethods.EnumServicesStatus(manager, AllWin32, AllStates, buffer, size, out var needed, out var count, ref resume);
                if (!whole && Marshal.GetLastPInvokeError() != MoreData)
                {
                    throw new Win32Exception();
                }

                for (var i = 0; i < count; i++)
                {
                    names.Add(Marshal.PtrToStringUni(Marshal.ReadIntPtr(buffer, i * Marshal.SizeOf<NativeMethods.EnumeratedService>()))!);
                }

                if (whole)
                {
                    return names;
                }

                size = needed;
            }
            finally
            {
                Marshal.FreeHGlobal(buffer);
            }
        }
    }

    private Task<T> WithServiceAsync<T>(
        string name, uint access, Func<NativeMethods.ServiceHandle, T> work, CancellationToken cancellationToken, Func<T>? missing = null) => RunAsync(
        name,
        Connect,
        manager =>
        {
            using var service = NativeMethods.OpenService(manager, name, access);
            if (service.IsInvalid)
            {
                return Marshal.GetLastPInvokeError() is DoesNotExist or MarkedForDelete && missing is not null ? missing() : throw new Win32Exception();
            }

            return work(service);
        },
        cancellationToken);

    private async Task<T> RunAsync<T>(string service, uint access, Func<NativeMethods.ServiceHandle, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await WindowsCall.WithinAsync(
                target,
                options.CommandTimeout,
                time,
                () =>
                {
                    using var manager = NativeMethods.OpenSCManager(_machine, null, access);
                    return manager.IsInvalid ? throw new Win32Exception() : work(manager);
                },
                cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw SmbErrors.OfService(target, service, WindowsCall.StatusOf(exception), exception.Message);
        }
    }
}
