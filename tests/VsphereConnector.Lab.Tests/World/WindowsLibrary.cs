using System.Buffers.Binary;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>Libraries of Windows that are made here, and write which program they are loaded into (<c>preloaded.txt</c> in its current folder).</summary>
internal static class WindowsLibrary
{
    private const string Compiler = "x86_64-w64-mingw32-gcc";

    private const int HeaderOffsetAt = 60, MachineAt = 4;
    private const ushort X86 = 0x014C;

    public static async Task<byte[]> MakeAsync(CancellationToken token, params IEnumerable<string> options)
    {
        Assert.SkipUnless(
            File.Exists($"/usr/bin/{Compiler}"), "Libraries of Windows are made by gcc-mingw-w64-x86-64-win32: run tests/VsphereConnector.Lab.Tests/install-packages.sh.");
        var folder = Directory.CreateTempSubdirectory("windows-library-").FullName;
        try
        {
            await CompileAsync(token, "-o", $"{folder}/another.dll", Source("another.c"));
            await CompileAsync(token, ["-o", $"{folder}/preload.dll", Source("preload.c"), .. options, $"{folder}/another.dll"]);
            return await File.ReadAllBytesAsync($"{folder}/preload.dll", token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same as its head has it for a processor of 32 bits.</summary>
    public static byte[] For32Bits(byte[] library)
    {
        byte[] other = [.. library];
        BinaryPrimitives.WriteUInt16LittleEndian(other.AsSpan((int)BinaryPrimitives.ReadUInt32LittleEndian(other.AsSpan(HeaderOffsetAt)) + MachineAt), X86);
        return other;
    }

    private static async Task CompileAsync(CancellationToken token, params IEnumerable<string> arguments) =>
        (await Command.RunAsync([Compiler, "-shared", "-s", .. arguments], token)).EnsureSuccess();

    private static string Source(string name) => Path.Combine(AppContext.BaseDirectory, "windows", name);
}
