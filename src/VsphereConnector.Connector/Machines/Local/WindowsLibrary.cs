using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>
/// Loads a library into a process that has not run yet: a thread of its own there calls LoadLibraryW, which is at the same address in all
/// processes of one architecture. So library, program and connector must be of the same.
/// </summary>
internal static unsafe partial class WindowsLibrary
{
    private const uint CommitAndReserve = 0x3000, ReadWrite = 4, Release = 0x8000, WaitSucceeded = 0, PatienceMilliseconds = 30_000;
    private const int LongestPath = 32_768;

    /// <exception cref="ProcessStartException">It is not loaded, and why.</exception>
    public static void Load(SafeProcessHandle process, string library)
    {
        CheckArchitecture(ImageOf(process, library), IsFor32Bits(process), library);
        var bytes = (nuint)((library.Length + 1) * sizeof(char));
        var path = VirtualAllocEx(process, 0, bytes, CommitAndReserve, ReadWrite);
        if (path == 0)
        {
            throw Refused(library);
        }

        try
        {
            fixed (char* text = library)
            {
                if (!WriteProcessMemory(process, path, text, bytes, 0))
                {
                    throw Refused(library);
                }
            }

            LoadFrom(process, path, library);
        }
        finally
        {
            VirtualFreeEx(process, path, 0, Release);
        }
    }

    /// <summary>Refuses what cannot be loaded before anything runs.</summary>
    /// <param name="program">The file that the process runs.</param>
    /// <param name="isFor32Bits">How it runs, which a program of .NET Framework for any processor does not say itself.</param>
    /// <param name="library">The full path.</param>
    internal static void CheckArchitecture(string program, bool isFor32Bits, string library)
    {
        var own = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var head = File.Exists(library) ? ReadHead(library) : throw new ProcessStartException(ProcessStartFailure.LibraryMissing, $"There is no library '{library}'.");
        var runs = isFor32Bits ? "x86" : ReadHead(program)?.Architecture is { } architecture and not "x86" ? architecture : own;
        if (head is not { IsLibrary: true })
        {
            throw OfAnother($"'{library}' is no library of Windows.");
        }

        if (head.Architecture != runs)
        {
            throw OfAnother($"The library '{library}' is for {head.Architecture}, and '{program}' is for {runs}.");
        }

        if (runs != own)
        {
            throw OfAnother($"'{program}' is for {runs}, and this connector, which is for {own}, loads libraries only into what is for {own}, too.");
        }
    }

    private static void LoadFrom(SafeProcessHandle process, nint path, string library)
    {
        using var thread = CreateRemoteThread(process, 0, 0, NativeLibrary.GetExport(NativeLibrary.Load("kernel32"), "LoadLibraryW"), path, 0, 0);
        if (thread.IsInvalid)
        {
            throw Refused(library);
        }

        if (WaitForSingleObject(thread, PatienceMilliseconds) != WaitSucceeded)
        {
            throw NotLoaded(library, $"it did not come to an end within {PatienceMilliseconds / 1000} s");
        }

        // The thread ends with the lower half of the library's address, or with 0 (or what ended the process).
        if (!GetExitCodeThread(thread, out var address) || !Modules(process).Any(module => (uint)module == address))
        {
            throw NotLoaded(library, "the system did not find another library that it needs, or what it does at its start failed");
        }
    }

    private static nint[] Modules(SafeProcessHandle process)
    {
        var modules = new nint[1024];
        fixed (nint* first = modules)
        {
            return K32EnumProcessModules(process, first, (uint)(modules.Length * sizeof(nint)), out var needed)
                ? modules[..Math.Min(modules.Length, (int)needed / sizeof(nint))]
                : [];
        }
    }

    private static PortableExecutable? ReadHead(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return PortableExecutable.Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotLoaded(path, exception.Message);
        }
    }

    private static string ImageOf(SafeProcessHandle process, string library)
    {
        var path = new char[LongestPath];
        var length = (uint)path.Length;
        fixed (char* buffer = path)
        {
            return QueryFullProcessImageName(process, 0, buffer, ref length) ? new string(path, 0, (int)length) : throw Refused(library);
        }
    }

    private static bool IsFor32Bits(SafeProcessHandle process) => IsWow64Process(process, out var is32) && is32;

    private static ProcessStartException OfAnother(string message) => new(ProcessStartFailure.LibraryForAnotherArchitecture, message);

    private static ProcessStartException Refused(string library) => NotLoaded(library, new Win32Exception().Message);

    private static ProcessStartException NotLoaded(string library, string why) =>
        new(ProcessStartFailure.LibraryNotLoaded, $"The library '{library}' was not loaded: {why.TrimEnd('.')}.");

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAllocEx(SafeProcessHandle process, nint address, nuint size, uint kind, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFreeEx(SafeProcessHandle process, nint address, nuint size, uint kind);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteProcessMemory(SafeProcessHandle process, nint address, void* data, nuint size, nint written);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial SafeWaitHandle CreateRemoteThread(SafeProcessHandle process, nint security, nuint stack, nint start, nint parameter, uint flags, nint id);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial uint WaitForSingleObject(SafeWaitHandle handle, uint milliseconds);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetExitCodeThread(SafeWaitHandle thread, out uint exitCode);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool K32EnumProcessModules(SafeProcessHandle process, nint* modules, uint size, out uint needed);

    [LibraryImport("kernel32", EntryPoint = "QueryFullProcessImageNameW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryFullProcessImageName(SafeProcessHandle process, uint flags, char* path, ref uint length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool IsWow64Process(SafeProcessHandle process, [MarshalAs(UnmanagedType.Bool)] out bool is32);
}
