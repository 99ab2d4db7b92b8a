using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// Hands a password or passphrase to OpenSSH, once: it lies in the buffer of a named pipe, in the kernel's memory alone, until OpenSSH's
/// askpass program takes it out. It is in no file, argument or environment, and is gone with this object or this process.
/// </summary>
internal sealed class SecretPipe : IDisposable
{
    public const string ProgramName = "askpass";

    private const string PipeName = "secret";
    private const uint Private = 0b110_000_000;

    /// <summary>
    /// What OpenSSH starts in the folder of a connection, with the question as its argument. Other questions, such as for a one-time code,
    /// get no answer; and taking the pipe away shows that the secret was asked for.
    /// </summary>
    private const string Script = $$"""
        #!/bin/sh
        case "$1" in *assword*|*assphrase*) ;; *) exit 1 ;; esac
        IFS= read -r secret <{{PipeName}} || exit 1
        rm -f {{PipeName}}
        printf '%s\n' "$secret"

        """;

    private readonly string _path;
    private readonly FileStream _pipe;

    private SecretPipe(string path, FileStream pipe)
    {
        _path = path;
        _pipe = pipe;
    }

    /// <summary>Whether OpenSSH asked for the secret.</summary>
    public bool Taken => !File.Exists(_path);

    public static void WriteProgram(string folder) => PrivateFile.Write(Path.Combine(folder, ProgramName), Script, UnixFileMode.UserExecute);

    public static SecretPipe Open(string folder, string secret)
    {
        var path = Path.Combine(folder, PipeName);
        if (mkfifo(path, Private) != 0)
        {
            throw new IOException($"Cannot make a named pipe in '{folder}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }

        // Opened for reading as well, so that it neither waits for a reader nor ever ends for one.
        var pipe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(Encoding.UTF8.GetBytes(secret + "\n"));
        return new SecretPipe(path, pipe);
    }

    public void Dispose()
    {
        _pipe.Dispose();
        File.Delete(_path);
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mkfifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
