using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>
/// Starts programs of Windows. They are suspended at first: so they are in their job, and have their library, before they do anything.
/// They inherit their own pipes and nothing else.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsLaunch
{
    private const uint Suspended = 0x4, UnicodeEnvironment = 0x400, ExtendedStartup = 0x80000, NoWindow = 0x8000000, Failed = uint.MaxValue;
    private const uint UseHandles = 0x100, Inherit = 1;
    private const nuint HandleList = 0x20002;
    private const int FileNotFound = 2, PathNotFound = 3;

    /// <exception cref="UnknownAccountException">There is no account to run it as.</exception>
    /// <exception cref="ProcessStartException">It does not start, and why.</exception>
    public static WindowsProcess Start(ProcessStart start)
    {
        var session = start.RunAs is { } account ? WindowsSession.Open(account) : null;
        try
        {
            return Start(start, session);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Without pipes, and in no job of its own; returns the id.</summary>
    public static int StartDetached(ProcessStart start)
    {
        var created = Create(start, 0, [], session: null);
        new SafeWaitHandle(created.Thread, ownsHandle: true).Dispose();
        new SafeProcessHandle(created.Process, ownsHandle: true).Dispose();
        return (int)created.ProcessId;
    }

    private static WindowsProcess Start(ProcessStart start, WindowsSession? session)
    {
        var (input, ourInput) = NewPipe();
        var (ourOutput, output) = NewPipe();
        var (ourError, error) = NewPipe();
        ourInput.Dispose();
        using (input)
        using (output)
        using (error)
        {
            try
            {
                var created = Create(start, Suspended, [input, output, error], session);
                using var thread = new SafeWaitHandle(created.Thread, ownsHandle: true);
                var process = new WindowsProcess(new SafeProcessHandle(created.Process, ownsHandle: true), (int)created.ProcessId, ourOutput, ourError, session);
                Release(start, process, thread);
                return process;
            }
            catch
            {
                ourOutput.Dispose();
                ourError.Dispose();
                throw;
            }
        }
    }

    private static void Release(ProcessStart start, WindowsProcess process, SafeWaitHandle thread)
    {
        try
        {
            if (start.Library is { } library)
            {
                WindowsLibrary.Load(process.Handle, library);
            }

            if (ResumeThread(thread) == Failed)
            {
                throw NotStarted(start.Program);
            }
        }
        catch
        {
            process.TerminateTree(force: true);
            process.Dispose();
            throw;
        }
    }

    private static ProcessInformation Create(ProcessStart start, uint flags, ReadOnlySpan<SafeFileHandle> handles, WindowsSession? session)
    {
        var startup = new StartupInformationEx { Size = (uint)sizeof(StartupInformationEx) };
        var inherited = stackalloc nint[] { 0, 0, 0 };
        nuint size = 0;
        InitializeProcThreadAttributeList(null, 1, 0, ref size);
        var attributes = new byte[size];
        fixed (byte* list = attributes)
        fixed (char* line = (WindowsCommandLine.Of(start.Program, start.Arguments) + '\0').ToCharArray())
        fixed (char* environment = WindowsEnvironment.Block(session?.ReadEnvironment() ?? WindowsEnvironment.Own, start.Environment))
        {
            if (!InitializeProcThreadAttributeList(list, 1, 0, ref size))
            {
                throw NotStarted(start.Program);
            }

            startup.Attributes = list;
            if (handles is [var input, var output, var error])
            {
                (inherited[0], inherited[1], inherited[2]) = (Inheritable(input), Inheritable(output), Inheritable(error));
                (startup.Flags, startup.Input, startup.Output, startup.Error) = (UseHandles, inherited[0], inherited[1], inherited[2]);
            }

            ProcessInformation created = default;
            var success = (handles.IsEmpty || UpdateProcThreadAttribute(list, 0, HandleList, inherited, (nuint)(handles.Length * sizeof(nint)), 0, 0))
                && Create(session, line, !handles.IsEmpty, flags | UnicodeEnvironment | ExtendedStartup, environment, start.WorkingDirectory, &startup, &created);
            var failure = success ? null : NotStarted(start.Program);
            DeleteProcThreadAttributeList(list);
            return failure is null ? created : throw failure;
        }
    }

    /// <summary>Another account may not use this process's desktop and console: it gets an invisible one of each.</summary>
    private static bool Create(
        WindowsSession? session, char* line, bool inherits, uint flags, char* environment, string folder, StartupInformationEx* startup, ProcessInformation* created)
    {
        if (session is null)
        {
            return CreateProcess(null, line, 0, 0, inherits, flags, environment, folder, startup, created);
        }

        var own = '\0';
        startup->Desktop = (nint)(&own);
        return CreateProcessAsUser(session.Token, null, line, 0, 0, inherits, flags | NoWindow, environment, folder, startup, created);
    }

    private static ProcessStartException NotStarted(string program)
    {
        var reason = new Win32Exception();
        return reason.NativeErrorCode is FileNotFound or PathNotFound
            ? new(ProcessStartFailure.ProgramMissing, $"There is no program '{program}'.", reason)
            : new(ProcessStartFailure.Other, $"'{program}': {reason.Message}", reason);
    }

    private static nint Inheritable(SafeFileHandle handle)
    {
        SetHandleInformation(handle, Inherit, Inherit);
        return handle.DangerousGetHandle();
    }

    private static (SafeFileHandle Read, SafeFileHandle Write) NewPipe() => CreatePipe(out var read, out var write, 0, 0)
        ? (read, write)
        : throw new ProcessStartException(ProcessStartFailure.Other, new Win32Exception().Message);

    /// <summary>STARTUPINFOEXW of winbase.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StartupInformationEx
    {
        public uint Size;
        public nint Reserved;
        public nint Desktop;
        public nint Title;
        public uint X;
        public uint Y;
        public uint Width;
        public uint Height;
        public uint Columns;
        public uint Rows;
        public uint Fill;
        public uint Flags;
        public ushort ShowWindow;
        public ushort ReservedBytes;
        public nint ReservedToo;
        public nint Input;
        public nint Output;
        public nint Error;
        public void* Attributes;
    }

    /// <summary>PROCESS_INFORMATION of processthreadsapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInformation
    {
        public nint Process;
        public nint Thread;
        public uint ProcessId;
        public uint ThreadId;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateProcessW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateProcess(
        string? program, char* line, nint processSecurity, nint threadSecurity, [MarshalAs(UnmanagedType.Bool)] bool inherits, uint flags,
        char* environment, string folder, StartupInformationEx* startup, ProcessInformation* created);

    [LibraryImport("advapi32", EntryPoint = "CreateProcessAsUserW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateProcessAsUser(
        SafeAccessTokenHandle token, string? program, char* line, nint processSecurity, nint threadSecurity, [MarshalAs(UnmanagedType.Bool)] bool inherits, uint flags,
        char* environment, string folder, StartupInformationEx* startup, ProcessInformation* created);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial uint ResumeThread(SafeWaitHandle thread);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreatePipe(out SafeFileHandle read, out SafeFileHandle write, nint security, uint size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetHandleInformation(SafeFileHandle handle, uint mask, uint flags);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool InitializeProcThreadAttributeList(void* list, uint count, uint flags, ref nuint size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UpdateProcThreadAttribute(void* list, uint flags, nuint attribute, void* value, nuint size, nint previous, nint returned);

    [LibraryImport("kernel32")]
    private static partial void DeleteProcThreadAttributeList(void* list);
}
