using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Contracts.Tests.Installation;

/// <summary>The runner script, run by the real /bin/sh, with a small script in the place of the connector's program.</summary>
public sealed class InstallScriptTests : IDisposable
{
    private static readonly string Here = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
    private static readonly string Elsewhere = Here == "x64" ? "arm64" : "x64";
    private readonly string _work = Directory.CreateTempSubdirectory("install-script-").FullName;
    private readonly Guid _run = Guid.NewGuid();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public InstallScriptTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The runner script is for Linux guests.");

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public async Task Run_AProgramThatSucceeds_SpoolsOutputStatusAndAccount()
    {
        await Write("echo installed with $1 $2; cat \"$3\"");

        await Start();

        var spool = Spool();
        Assert.Equal(_run, spool.RunId);
        Assert.Equal(0, spool.ExitCode);
        Assert.Equal(Environment.UserName, spool.Account);
        Assert.Contains("installed with install --settings", spool.Output, StringComparison.Ordinal);
        Assert.Contains("https://connector.example", spool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnyEnd_LeavesNeitherProgramNorSettingsNorBundle()
    {
        await Write("exit 15");

        await Start();

        Assert.Equal(15, Spool().ExitCode);
        Assert.Equal(
            [InstallSpool.DoneMarker, InstallSpool.OutputFile, InstallSpool.StartedMarker],
            Directory.GetFileSystemEntries(_work).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_ASecondTime_DoesNothing()
    {
        var bundle = await Write("echo ran");
        await Start();
        var first = Spool();
        await File.WriteAllBytesAsync(Path.Combine(_work, InstallBundle.FileName), bundle, Cancel);

        Assert.Equal(0, await Start());

        Assert.Equal(first.Format(), Spool().Format());
        Assert.True(File.Exists(Path.Combine(_work, InstallBundle.FileName)));
    }

    [Fact]
    public async Task Run_ForAnotherArchitecture_SaysSo()
    {
        await Write("exit 0", Elsewhere);

        await Start();

        Assert.Equal(InstallExitCodes.WrongArchitecture, Spool().ExitCode);
        Assert.Contains($"This machine is {Here}; the program is for {Elsewhere}.", Spool().Output, StringComparison.Ordinal);
        Assert.Equal(Here, Spool().FindArchitecture());
    }

    /// <summary>In a root of its own that has musl's loader, a busybox and nothing of glibc, as Alpine has.</summary>
    [Fact]
    public async Task Run_WhereTheCLibraryIsMusl_SaysSo()
    {
        const string Busybox = "/bin/busybox";
        Assert.SkipUnless(File.Exists(Busybox) && Environment.IsPrivilegedProcess, "A root with musl alone takes root and Debian's busybox-static.");
        await Write("exit 0");
        foreach (var folder in new[] { "bin", "dev", "etc", "lib" })
        {
            Directory.CreateDirectory(Path.Combine(_work, folder));
        }

        File.Copy(Busybox, Path.Combine(_work, "bin", "busybox"));
        await File.WriteAllTextAsync(Path.Combine(_work, "lib", "ld-musl-x86_64.so.1"), "", Cancel);
        await File.WriteAllTextAsync(Path.Combine(_work, "dev", "null"), "", Cancel);
        await File.WriteAllTextAsync(Path.Combine(_work, "etc", "passwd"), "root:x:0:0::/:/bin/sh\n", Cancel);
        foreach (var tool in new[] { "sh", "uname", "ls", "mkdir", "id", "tail", "mv", "rm" })
        {
            File.CreateSymbolicLink(Path.Combine(_work, "bin", tool), "busybox");
        }

        using var shell = Process.Start("chroot", [_work, "/bin/sh", "./" + InstallBundle.FileName]);
        await shell.WaitForExitAsync(Cancel);

        Assert.Equal("musl-" + Here, Spool().FindArchitecture());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public async Task Run_ATruncatedUpload_SaysSo(int missing)
    {
        var bundle = await Write("exit 0");
        await File.WriteAllBytesAsync(Path.Combine(_work, InstallBundle.FileName), bundle[..^missing], Cancel);

        await Start();

        Assert.Equal(InstallExitCodes.Damaged, Spool().ExitCode);
        Assert.Contains("The upload is not whole", Spool().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AChangedUpload_IsNotStarted()
    {
        var bundle = await Write("echo should not run");
        bundle[^12] ^= 0xff;
        await File.WriteAllBytesAsync(Path.Combine(_work, InstallBundle.FileName), bundle, Cancel);

        await Start();

        Assert.Equal(InstallExitCodes.Damaged, Spool().ExitCode);
        Assert.DoesNotContain("should not run", Spool().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AProgramWithoutItsLoader_SaysThatItCannotStart()
    {
        await Write(Encoding.ASCII.GetBytes("#!/no/such/loader\n"), Here);

        await Start();

        Assert.Equal(InstallExitCodes.CannotStart, Spool().ExitCode);
    }

    [Fact]
    public async Task WhenTheRunnerIsEnded_ThenItsInstallerIsEndedToo()
    {
        await Write("trap 'echo taken back; exit 1' TERM; echo $$ > \"${3%/*}/started\"; while :; do sleep 0.05; done");
        using var shell = Shell();
        while (!File.Exists(Path.Combine(_work, "started")))
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        using (var kill = Process.Start("/bin/kill", ["-TERM", $"{shell.Id}"]))
        {
            await kill.WaitForExitAsync(Cancel);
        }

        await shell.WaitForExitAsync(Cancel);
        Assert.Equal(143, Spool().ExitCode);
        Assert.Contains("taken back", Spool().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BesideFoldersOfOtherRuns_NamesThem()
    {
        var (own, other) = ($"{_work}/vlink-{_run:N}", $"{_work}/vlink-{Guid.NewGuid():N}");
        foreach (var folder in new[] { own, other, $"{_work}/vlink-of-another", $"{_work}/else" })
        {
            Directory.CreateDirectory(folder);
        }

        Directory.CreateSymbolicLink($"{_work}/vlink-{Guid.NewGuid():N}", other);
        await Write("exit 0");
        File.Move(Path.Combine(_work, InstallBundle.FileName), Path.Combine(own, InstallBundle.FileName));

        using var shell = Process.Start("/bin/sh", [Path.Combine(own, InstallBundle.FileName)]);
        await shell.WaitForExitAsync(Cancel);

        var spool = InstallSpool.Parse(await File.ReadAllBytesAsync(Path.Combine(own, InstallSpool.DoneMarker), Cancel));
        Assert.Equal([other], spool.Left.Where(folder => folder.StartsWith(_work, StringComparison.Ordinal)));
    }

    private Task<byte[]> Write(string program, string? architecture = null)
        => Write(Encoding.UTF8.GetBytes("#!/bin/sh\n" + program + "\n"), architecture ?? Here);

    private async Task<byte[]> Write(byte[] program, string architecture)
    {
        var settings = new ConnectorSettings { ServerUrls = ["https://connector.example"], CertificateAuthority = "" };
        var packed = await InstallBundleTests.Pack(program, architecture);
        var bundle = await InstallBundleTests.Bytes(InstallBundle.Create(_run, packed, settings));
        await File.WriteAllBytesAsync(Path.Combine(_work, InstallBundle.FileName), bundle, Cancel);
        return bundle;
    }

    private async Task<int> Start()
    {
        using var shell = Shell();
        await shell.WaitForExitAsync(Cancel);
        return shell.ExitCode;
    }

    private Process Shell() => Process.Start("/bin/sh", [Path.Combine(_work, InstallBundle.FileName)]);

    private InstallSpool Spool() => InstallSpool.Parse(File.ReadAllBytes(Path.Combine(_work, InstallSpool.DoneMarker)));
}
