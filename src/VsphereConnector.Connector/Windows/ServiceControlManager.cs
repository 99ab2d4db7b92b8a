using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VsphereConnector.Connector.Windows;

/// <summary>The Windows services of this machine. Failures are <see cref="IOException"/>s with the system's reason.</summary>
internal sealed partial class ServiceControlManager : IDisposable
{
    private const uint AllAccess = 0xF003F, ServiceAllAccess = 0xF01FF;
    private const uint OwnProcess = 0x10, AutomaticStart = 2, NormalErrorControl = 1;
    private const uint ConfigurationDelayedStart = 3;
    private const uint ControlStop = 1, StateStopped = 1;
    private const int ServiceDoesNotExist = 1060, ServiceIsRunning = 1056, ServiceNotActive = 1062;

    private readonly nint _manager;

    private ServiceControlManager(nint manager) => _manager = manager;

    public static ServiceControlManager Open() => new(Succeeded(OpenSCManager(null, null, AllAccess), "open the service control manager"));

    public bool Exists(string name)
    {
        var service = OpenService(_manager, name, ServiceAllAccess);
        if (service == 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == ServiceDoesNotExist ? false : throw Failure("open the service", error);
        }

        CloseServiceHandle(service);
        return true;
    }

    /// <summary>As LocalSystem, with delayed automatic start.</summary>
    public void Create(string name, string displayName, string commandLine)
    {
        var service = Succeeded(
            CreateService(_manager, name, displayName, ServiceAllAccess, OwnProcess, AutomaticStart, NormalErrorControl, commandLine, null, 0, null, null, null),
            "create the service");
        try
        {
            var delayed = 1;
            Succeeded(ChangeServiceConfig2(service, ConfigurationDelayedStart, ref delayed), "delay the start of the service");
        }
        finally
        {
            CloseServiceHandle(service);
        }
    }

    public void Start(string name) => WithService(name, service =>
    {
        if (!StartService(service, 0, 0) && Marshal.GetLastPInvokeError() is not ServiceIsRunning and var error)
        {
            throw Failure("start the service", error);
        }

        return true;
    });

    public void Stop(string name) => WithService(name, service =>
    {
        if (!ControlService(service, ControlStop, out _) && Marshal.GetLastPInvokeError() is not ServiceNotActive and var error)
        {
            throw Failure("stop the service", error);
        }

        return true;
    });

    public bool IsStopped(string name) => WithService(name, service =>
    {
        Succeeded(QueryServiceStatus(service, out var status), "query the service");
        return status.CurrentState == StateStopped;
    });

    public void Delete(string name) => WithService(name, service => Succeeded(DeleteService(service), "delete the service"));

    public void Dispose() => CloseServiceHandle(_manager);

    private T WithService<T>(string name, Func<nint, T> act)
    {
        var service = Succeeded(OpenService(_manager, name, ServiceAllAccess), "open the service");
        try
        {
            return act(service);
        }
        finally
        {
            CloseServiceHandle(service);
        }
    }

    private static nint Succeeded(nint handle, string what) => handle != 0 ? handle : throw Failure(what, Marshal.GetLastPInvokeError());

    private static bool Succeeded(bool success, string what) => success ? true : throw Failure(what, Marshal.GetLastPInvokeError());

    private static IOException Failure(string what, int error) => new($"Cannot {what}: {new Win32Exception(error).Message} ({error}).");

    [LibraryImport("advapi32", EntryPoint = "OpenSCManagerW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint OpenSCManager(string? machine, string? database, uint access);

    [LibraryImport("advapi32", EntryPoint = "OpenServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint OpenService(nint manager, string name, uint access);

    [LibraryImport("advapi32", EntryPoint = "CreateServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateService(
        nint manager, string name, string displayName, uint access, uint type, uint start, uint errorControl, string commandLine,
        string? group, nint tag, string? dependencies, string? account, string? password);

    [LibraryImport("advapi32", EntryPoint = "ChangeServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ChangeServiceConfig2(nint service, uint level, ref int information);

    [LibraryImport("advapi32", EntryPoint = "StartServiceW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartService(nint service, uint count, nint arguments);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ControlService(nint service, uint control, out ServiceStatus status);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryServiceStatus(nint service, out ServiceStatus status);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DeleteService(nint service);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseServiceHandle(nint handle);
}
