using System.Runtime.InteropServices;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Connector.Tests.Testing;

namespace VsphereConnector.Connector.Tests.Machines;

/// <summary>What is refused before anything runs; that a library is loaded is seen in the lab.</summary>
public sealed class WindowsLibraryTests : IDisposable
{
    private const ushort X86 = 0x014C, X64 = 0x8664, Arm64 = 0xAA64, Program = 0x0022, Library = 0x2022;

    private readonly string _folder = Directory.CreateTempSubdirectory("library-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Check_OfTheSameArchitecture_IsWell() => Check(Own, Own, isFor32Bits: false);

    /// <summary>Such a program of .NET Framework says x86, and runs as the system does.</summary>
    [Fact]
    public void Check_OfAProgramForAnyProcessor_GoesByHowItRuns() => Check(X86, Own, isFor32Bits: false);

    [Theory]
    [InlineData(X64, X86, false, "is for x86, and")]
    [InlineData(X86, X64, true, "is for x64, and")]
    [InlineData(X86, X86, true, "this connector")]
    [InlineData(Arm64, X86, false, "is for arm64.")]
    public void Check_OfAnotherArchitecture_SaysWhichIsForWhich(int program, int library, bool isFor32Bits, string said)
    {
        var refused = Assert.Throws<ProcessStartException>(() => Check(program, library, isFor32Bits));
        Assert.Equal(ProcessStartFailure.LibraryForAnotherArchitecture, refused.Reason);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfWhatIsNoLibrary_SaysSo()
    {
        var program = Write("program.exe", Own, Program);
        Assert.Contains("is no library", Assert.Throws<ProcessStartException>(() => WindowsLibrary.CheckArchitecture(program, false, program)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfWhatIsNotThere_SaysSo()
    {
        var program = Write("program.exe", Own, Program);
        var refused = Assert.Throws<ProcessStartException>(() => WindowsLibrary.CheckArchitecture(program, false, $"{_folder}/none.dll"));
        Assert.Equal(ProcessStartFailure.LibraryMissing, refused.Reason);
    }

    private static int Own => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? Arm64 : X64;

    private void Check(int program, int library, bool isFor32Bits) =>
        WindowsLibrary.CheckArchitecture(Write("program.exe", program, Program), isFor32Bits, Write("library.dll", library, Library));

    private string Write(string name, int machine, ushort characteristics)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, PortableExecutableFile.Of((ushort)machine, characteristics));
        return path;
    }
}
