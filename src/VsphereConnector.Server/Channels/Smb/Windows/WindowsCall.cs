using System.ComponentModel;

namespace VsphereConnector.Server.Channels.Smb.Windows;

/// <summary>Calls of Windows that wait for another machine, and cannot be broken off: after a time they are no longer waited for.</summary>
internal static class WindowsCall
{
    private const int Win32Facility = unchecked((int)0x80070000);

    public static async Task<T> WithinAsync<T>(SmbTarget target, TimeSpan limit, TimeProvider time, Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(call, cancellationToken).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw SmbErrors.TimedOut(target, limit);
        }
    }

    /// <summary>The name of what a call of .NET failed with; its texts are in the language of the system.</summary>
    public static string StatusOf(Exception exception) => exception switch
    {
        Win32Exception win32 => SmbStatus.OfWin32(win32.NativeErrorCode),
        _ when (exception.HResult & 0xFFFF0000) == unchecked((uint)Win32Facility) => SmbStatus.OfWin32(exception.HResult & 0xFFFF),
        UnauthorizedAccessException => "ACCESS_DENIED",
        FileNotFoundException => "FILE_NOT_FOUND",
        DirectoryNotFoundException => "PATH_NOT_FOUND",
        _ => $"HRESULT_{exception.HResult:X8}",
    };
}
