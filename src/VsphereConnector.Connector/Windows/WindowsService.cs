using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VsphereConnector.Connector.Windows;

/// <summary>
/// Runs a function as a Windows service: the process that the service control manager started says what state it is in and hears when it
/// should stop. There is one in a process, for the system calls back without saying whom.
/// </summary>
internal static unsafe partial class WindowsService
{
    private const uint OwnProcess = 0x10;
    private const uint StateStopped = 1, StateStartPending = 2, StateStopPending = 3, StateRunning = 4;
    private const uint AcceptStop = 1, AcceptShutdown = 4;
    private const uint ControlStop = 1, ControlInterrogate = 4, ControlShutdown = 5;
    private const uint NotImplemented = 120, ServiceSpecificError = 1066;

    private static readonly CancellationTokenSource Stopping = new();
    private static string name = "";
    private static Func<CancellationToken, Task<int>> work = _ => Task.FromResult(0);
    private static nint statusHandle;
    private static int exitCode;

    /// <summary>Returns the exit code of the work when the service has stopped.</summary>
    /// <exception cref="IOException">This process was not started as a service.</exception>
    public static int Run(string serviceName, Func<CancellationToken, Task<int>> serviceWork)
    {
        (name, work) = (serviceName, serviceWork);
        fixed (char* first = name)
        {
            var table = stackalloc ServiceTableEntry[2];
            table[0] = new ServiceTableEntry { Name = first, Main = &ServiceMain };
            table[1] = default;
            if (!StartServiceCtrlDispatcher(table))
            {
                throw new IOException($"This is no service: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            }
        }

        return exitCode;
    }

    [UnmanagedCallersOnly]
    private static void ServiceMain(uint count, char** arguments)
    {
        statusHandle = RegisterServiceCtrlHandlerEx(name, &Handle, 0);
        Report(StateStartPending, accepted: 0);
        Report(StateRunning, AcceptStop | AcceptShutdown);
        try
        {
            exitCode = work(Stopping.Token).GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            // Nothing above would hear it but the system, which would call it a crash.
            Console.Error.WriteLine(exception);
            exitCode = 1;
        }

        Report(StateStopped, accepted: 0);
    }

    [UnmanagedCallersOnly]
    private static uint Handle(uint control, uint eventType, nint eventData, nint context)
    {
        if (control is ControlStop or ControlShutdown)
        {
            Report(StateStopPending, accepted: 0);
            _ = Stopping.CancelAsync();
            return 0;
        }

        return control == ControlInterrogate ? 0 : NotImplemented;
    }

    /// <summary>A service that stopped with a failure says so: the system's recovery goes by it.</summary>
    private static void Report(uint state, uint accepted)
    {
        var hasFailed = state == StateStopped && exitCode != 0;
        var status = new ServiceStatus
        {
            ServiceType = OwnProcess,
            CurrentState = state,
            ControlsAccepted = accepted,
            Win32ExitCode = hasFailed ? ServiceSpecificError : 0,
            ServiceSpecificExitCode = hasFailed ? (uint)exitCode : 0,
            WaitHint = state is StateStartPending or StateStopPending ? 15_000u : 0,
        };
        SetServiceStatus(statusHandle, ref status);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ServiceTableEntry
    {
        public char* Name;
        public delegate* unmanaged<uint, char**, void> Main;
    }

    [LibraryImport("advapi32", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartServiceCtrlDispatcher(ServiceTableEntry* table);

    [LibraryImport("advapi32", EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint RegisterServiceCtrlHandlerEx(string name, delegate* unmanaged<uint, uint, nint, nint, uint> handler, nint context);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetServiceStatus(nint handle, ref ServiceStatus status);
}
