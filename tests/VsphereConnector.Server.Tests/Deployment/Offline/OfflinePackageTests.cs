using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Deployment.Offline;

namespace VsphereConnector.Server.Tests.Deployment.Offline;

/// <summary>The package's script is run for real, as root; the connector's program in it is a script that tells what it was given.</summary>
public sealed class OfflinePackageTests : IDisposable
{
    private const string GivenToken = "vcd_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("offline ");

    private string Package => Path.Combine(_folder.FullName, "the package.sh");

    private string Temp { get; } = Path.Combine("/tmp", $"offline-{RandomNumberGenerator.GetHexString(12)}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public OfflinePackageTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "The package runs as root on Linux.");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        if (Directory.Exists(Temp))
        {
            Directory.Delete(Temp, recursive: true);
        }
    }

    [Fact]
    public async Task Run_WithItsToken_InstallsAndLeavesNothingButItself()
    {
        await WriteAsync(GivenToken, "echo \"was $1\"; cat \"$3\"; exit 0");

        var (exitCode, output) = await RunAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("was install", output, StringComparison.Ordinal);
        Assert.Contains($"\"{GivenToken}\"", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Temp));
        Assert.True(File.Exists(Package));
    }

    [Fact]
    public async Task Run_Twice_InstallsTwice()
    {
        await WriteAsync(GivenToken, "echo installed");

        Assert.Contains("installed", (await RunAsync()).Output, StringComparison.Ordinal);
        Assert.Contains("installed", (await RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithATokenApart_HandsThatOneOn()
    {
        await WriteAsync(DeploymentTokens.Placeholder, "cat \"$3\"");
        var tokenFile = Path.Combine(_folder.FullName, "the token");
        await File.WriteAllTextAsync(tokenFile, $"{GivenToken}\n", Token);

        var with = await RunAsync("--token-file", tokenFile);
        var without = await RunAsync();
        await File.WriteAllTextAsync(tokenFile, "nonsense", Token);
        var wrong = await RunAsync("--token-file", tokenFile);

        Assert.Equal(0, with.ExitCode);
        Assert.Contains($"\"{GivenToken}\"", with.Output, StringComparison.Ordinal);
        Assert.Equal((InstallExitCodes.EnrolmentRefused, InstallExitCodes.EnrolmentRefused), (without.ExitCode, wrong.ExitCode));
    }

    [Theory]
    [InlineData("exit 16", InstallExitCodes.ServerUnreachable)]
    [InlineData("exit 1", InstallExitCodes.Failed)]
    public async Task Run_ThatFails_EndsWithTheInstallersExitCodeAndTidiesUp(string program, int expected)
    {
        await WriteAsync(GivenToken, program);

        Assert.Equal(expected, (await RunAsync()).ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Temp));
    }

    [Fact]
    public async Task Run_OfHalfAFile_IsRefused()
    {
        await WriteAsync(GivenToken, "echo installed");
        var bytes = await File.ReadAllBytesAsync(Package, Token);
        await File.WriteAllBytesAsync(Package, bytes[..^10], Token);

        var (exitCode, output) = await RunAsync();

        Assert.Equal(InstallExitCodes.Damaged, exitCode);
        Assert.Contains("not whole", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Temp));
    }

    [Fact]
    public async Task Run_InTheFolderItself_ByItsNameAlone()
    {
        await WriteAsync(GivenToken, "echo installed");

        var (exitCode, output) = await StartAsync(_folder.FullName, "sh", Path.GetFileName(Package));

        Assert.True(exitCode == 0, output);
    }

    private async Task WriteAsync(string token, string program)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes($"#!/bin/sh\n{program}\n"));
        var packed = await PackedProgram.PackAsync(content, "linux-x64", Token);
        var settings = new ConnectorSettings { ServerUrls = ["https://connector.example:443"], CertificateAuthority = "PEM", EnrolmentToken = token };
        using var bundle = new MemoryStream();
        await using var stream = InstallBundle.Create(Guid.NewGuid(), packed, settings).Files.Single().OpenRead();
        await stream.CopyToAsync(bundle, Token);
        await File.WriteAllBytesAsync(Package, OfflinePackage.Create(bundle.ToArray(), [Temp]), Token);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => StartAsync("/", ["sh", Package, .. arguments]);

    private static async Task<(int ExitCode, string Output)> StartAsync(string folder, params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output + await error);
    }
}
