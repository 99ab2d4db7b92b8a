using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Windows;

/// <summary>The Windows services of this machine. Failures are <see cref="IOException"/>s with the system's reason.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class ServiceControlManager : IDisposable
{
    private const uint AllAccess = 0xF003F, ServiceAllAccess = 0xF01FF;
    private const uint OwnProcess = 0x10, AutomaticStart = 2, ManualStart = 3, NormalErrorControl = 1;
    private const uint ConfigurationFailureActions = 2, ConfigurationDelayedStart = 3;
    private const uint ControlStop = 1, StateStopped = 1, StateRunning = 4;
    private const uint ProgramServices = 0x30, AnyState = 3;
    private const int ServiceDoesNotExist = 1060, ServiceIsRunning = 1056, ServiceNotActive = 1062, ServiceMarkedForDelete = 1072, ServiceLogonFailed = 1069, MoreData = 234, InvalidLevel = 124;
    private const string DelayedStartValue = "DelayedAutostart";

    private readonly nint _manager;

    private ServiceControlManager(nint manager) => _manager = manager;

    public static ServiceControlManager Open() => new(Succeeded(OpenSCManager(null, null, AllAccess), "open the service control manager"));

    /// <summary>Null where there is no such service.</summary>
    public MachineService? Find(string name) => IfThere(name, service => Describe(service, name));

    /// <summary>The names of all services of programs.</summary>
    public unsafe IReadOnlyList<string> Names()
    {
        const int room = 256 * 1024;
        var (names, resume) = (new List<string>(), 0u);
        var buffer = new byte[room];
        fixed (byte* found = buffer)
        {
            bool isLast;
            do
            {
                isLast = EnumServicesStatusEx(_manager, 0, ProgramServices, AnyState, found, room, out _, out var count, ref resume, null);
                if (!isLast && Marshal.GetLastPInvokeError() is not MoreData and var error)
                {
                    throw Failure("list the services", error);
                }

                for (var i = 0; i < count; i++)
                {
                    names.Add(new string(((ListedService*)found)[i].Name));
                }
            }
            while (!isLast);
        }

        return names;
    }

    public void Create(NewService service)
    {
        var handle = Succeeded(
            CreateService(
                _manager, service.Name, service.DisplayName, ServiceAllAccess, OwnProcess, StartTypeOf(service), NormalErrorControl,
                service.CommandLine, null, 0, null, AccountOf(service.Logon), service.Logon?.Password),
            "create the service");
        try
        {
            Complete(handle, service);
        }
        finally
        {
            CloseServiceHandle(handle);
        }
    }

    public void Change(NewService service) => WithService(service.Name, handle =>
    {
        Succeeded(
            ChangeServiceConfig(
                handle, OwnProcess, StartTypeOf(service), NormalErrorControl, service.CommandLine, null, 0, null,
                AccountOf(service.Logon), service.Logon?.Password, service.DisplayName),
            "change the service");
        Complete(handle, service);
        return true;
    });

    public void Start(string name) => WithService(name, service =>
    {
        if (!StartService(service, 0, 0) && Marshal.GetLastPInvokeError() is not ServiceIsRunning and var error)
        {
            throw error == ServiceLogonFailed
                ? new IOException($"{Failure("start the service", error).Message} See that its account is enabled, that its password is right, and that no policy keeps it from logging on as a service (secpol.msc, User Rights Assignment).")
                : Failure("start the service", error);
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

    /// <summary>Removes a service; one that has gone meanwhile, as those do that remove themselves, is as it should be.</summary>
    public void Delete(string name) => IfThere(name, service =>
    {
        if (!DeleteService(service) && Marshal.GetLastPInvokeError() is not ServiceMarkedForDelete and var error)
        {
            throw Failure("delete the service", error);
        }

        return true;
    });

    public void Dispose() => CloseServiceHandle(_manager);

    private static uint StartTypeOf(NewService service) =>
        service.Start is ServiceStart.DelayedAutomatic or ServiceStart.Automatic ? AutomaticStart : ManualStart;

    /// <summary>The manager wants to be told that an account is one of this machine. It may log on as a service from now on.</summary>
    private static string? AccountOf(ServiceLogon? logon)
    {
        if (logon is null)
        {
            return null;
        }

        if (!logon.IsSystem)
        {
            AccountRights.LetLogOnAsService(WindowsLogon.IdentifierOf(logon.Account));
        }

        return logon.FullName;
    }

    private static void Complete(nint service, NewService wanted)
    {
        if (wanted.Start == ServiceStart.DelayedAutomatic)
        {
            DelayStart(service, wanted.Name);
            RestartAfterFailure(service);
        }
    }

    /// <summary>Where the system does not know recovery (Wine) there is none.</summary>
    private static unsafe void RestartAfterFailure(nint service)
    {
        const uint restart = 1, secondsOfADay = 86_400;
        var actions = stackalloc FailureAction[3];
        for (var i = 0; i < 3; i++)
        {
            actions[i] = new FailureAction { Type = restart, DelayMilliseconds = 5_000u << (2 * i) };
        }

        var recovery = new FailureActions { ResetSeconds = secondsOfADay, Count = 3, Actions = actions };
        if (!ChangeServiceConfig2(service, ConfigurationFailureActions, &recovery) && Marshal.GetLastPInvokeError() is not InvalidLevel and var error)
        {
            throw Failure("set the recovery of the service", error);
        }
    }

    private static unsafe void DelayStart(nint service, string name)
    {
        var delayed = 1;
        if (ChangeServiceConfig2(service, ConfigurationDelayedStart, &delayed))
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() is not InvalidLevel and var error)
        {
            throw Failure("delay the start of the service", error);
        }

        Registry.SetValue(KeyOf(name), DelayedStartValue, 1);
    }

    /// <summary>Where the manager's own words do not tell (Wine), its key in the registry does.</summary>
    private static bool IsStartDelayed(nint service, string name)
    {
        if (QueryServiceConfig2(service, ConfigurationDelayedStart, out var isDelayed, sizeof(int), out _))
        {
            return isDelayed != 0;
        }

        return Marshal.GetLastPInvokeError() is not InvalidLevel and var error
            ? throw Failure("query the start of the service", error)
            : Registry.GetValue(KeyOf(name), DelayedStartValue, 0) is 1;
    }

    private static string KeyOf(string name) => $@"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\{name}";

    private static unsafe MachineService Describe(nint service, string name)
    {
        Succeeded(QueryServiceStatus(service, out var status), "query the service");
        QueryServiceConfig(service, null, 0, out var needed);
        fixed (byte* buffer = new byte[needed])
        {
            Succeeded(QueryServiceConfig(service, buffer, needed, out _), "query the configuration of the service");
            var configuration = (ServiceConfiguration*)buffer;
            var start = StartOf(configuration->Start, configuration->Start == AutomaticStart && IsStartDelayed(service, name));
            return new MachineService(
                new string(configuration->CommandLine), new string(configuration->Account), start, StateOf(status.CurrentState));
        }
    }

    private static ServiceStart StartOf(uint start, bool isDelayed) => start switch
    {
        AutomaticStart => isDelayed ? ServiceStart.DelayedAutomatic : ServiceStart.Automatic,
        ManualStart => ServiceStart.Manual,
        _ => ServiceStart.Disabled,
    };

    private static ServiceState StateOf(uint state) => state switch
    {
        StateStopped => ServiceState.Stopped,
        StateRunning => ServiceState.Running,
        _ => ServiceState.Changing,
    };

    private T WithService<T>(string name, Func<nint, T> act) => Using(Succeeded(OpenService(_manager, name, ServiceAllAccess), "open the service"), act);

    /// <summary>The default of <typeparamref name="T"/> where there is no such service.</summary>
    private T? IfThere<T>(string name, Func<nint, T> act)
    {
        var service = OpenService(_manager, name, ServiceAllAccess);
        return service == 0 && Marshal.GetLastPInvokeError() == ServiceDoesNotExist ? default : Using(Succeeded(service, "open the service"), act);
    }

    private static T Using<T>(nint service, Func<nint, T> act)
    {
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

    [LibraryImport("advapi32", EntryPoint = "EnumServicesStatusExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool EnumServicesStatusEx(
        nint manager, int level, uint type, uint state, byte* services, uint size, out uint needed, out uint count, ref uint resume, string? group);

    [LibraryImport("advapi32", EntryPoint = "CreateServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateService(
        nint manager, string name, string displayName, uint access, uint type, uint start, uint errorControl, string commandLine,
        string? group, nint tag, string? dependencies, string? account, string? password);

    [LibraryImport("advapi32", EntryPoint = "ChangeServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool ChangeServiceConfig2(nint service, uint level, void* information);

    [LibraryImport("advapi32", EntryPoint = "ChangeServiceConfigW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ChangeServiceConfig(
        nint service, uint type, uint start, uint errorControl, string? commandLine,
        string? group, nint tag, string? dependencies, string? account, string? password, string? displayName);

    [LibraryImport("advapi32", EntryPoint = "StartServiceW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartService(nint service, uint count, nint arguments);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ControlService(nint service, uint control, out ServiceStatus status);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryServiceStatus(nint service, out ServiceStatus status);

    [LibraryImport("advapi32", EntryPoint = "QueryServiceConfigW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool QueryServiceConfig(nint service, byte* configuration, uint size, out uint needed);

    [LibraryImport("advapi32", EntryPoint = "QueryServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryServiceConfig2(nint service, uint level, out int information, uint size, out uint needed);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DeleteService(nint service);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseServiceHandle(nint handle);

    /// <summary>SERVICE_FAILURE_ACTIONSW of winsvc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct FailureActions
    {
        public uint ResetSeconds;
        public char* RebootMessage;
        public char* Command;
        public uint Count;
        public FailureAction* Actions;
    }

    /// <summary>SC_ACTION of winsvc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FailureAction
    {
        public uint Type;
        public uint DelayMilliseconds;
    }

    /// <summary>ENUM_SERVICE_STATUS_PROCESSW of winsvc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct ListedService
    {
        public char* Name;
        public char* DisplayName;
        public ServiceStatus Status;
        public uint ProcessId;
        public uint Flags;
    }

    /// <summary>QUERY_SERVICE_CONFIGW of winsvc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct ServiceConfiguration
    {
        public uint ServiceType;
        public uint Start;
        public uint ErrorControl;
        public char* CommandLine;
        public char* LoadOrderGroup;
        public uint TagId;
        public char* Dependencies;
        public char* Account;
        public char* DisplayName;
    }
}
