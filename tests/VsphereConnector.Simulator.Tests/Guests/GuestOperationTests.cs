using System.Text;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Simulator.Tests.Guests;

public sealed class GuestOperationTests : VCenterTest
{
    [Fact]
    public async Task Upload_ThenDownload_GivesTheSameBytesAndMode()
    {
        var vm = Add(GuestProfile.Linux);
        var files = (await ManagersAsync()).FileManager;
        var sent = await UploadAsync(vm, "/tmp/data", Encoding.UTF8.GetBytes("one two three"));
        var download = await files.InitiateFileTransferFromGuestAsync(Reference(vm), Root, "/tmp/data", Cancellation);
        using var received = new MemoryStream();
        var got = await Client.GuestFileTransfer.GetAsync(download.Url, received, cancellationToken: Cancellation);
        Assert.Equal(sent, got);
        Assert.Equal("one two three", Encoding.UTF8.GetString(received.ToArray()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Assert.IsType<GuestPosixFileAttributes>(download.Attributes).Permissions);
    }

    [Fact]
    public async Task Transfer_AfterPowerOff_IsDead()
    {
        var vm = Add(GuestProfile.Linux);
        var files = (await ManagersAsync()).FileManager;
        vm.Guest.WriteFile("/tmp/data", "x"u8, UnixFileMode.UserRead);
        var download = await files.InitiateFileTransferFromGuestAsync(Reference(vm), Root, "/tmp/data", Cancellation);
        VCenter.PowerOff(vm);
        VCenter.PowerOn(vm);
        using var received = new MemoryStream();
        await Assert.ThrowsAsync<GuestFileTransferException>(() => Client.GuestFileTransfer.GetAsync(download.Url, received, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Upload_ToAFullDisk_FailsAndLeavesNothing()
    {
        var vm = Add(GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/small", CapacityBytes = 100 }] });
        await Assert.ThrowsAsync<GuestFileTransferException>(() => UploadAsync(vm, "/small/data", new byte[101]));
        Assert.Empty(vm.Guest.ListFiles("/small"));
        await UploadAsync(vm, "/small/data", new byte[100]);
    }

    [Fact]
    public async Task StartProgram_FromANoexecMount_CannotAccessFile()
    {
        var vm = Add(GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", NoExec = true }] });
        await UploadAsync(vm, "/var/jetpatch-temp/script", "#!/bin/sh\nexit 4\n"u8.ToArray());
        Assert.IsType<CannotAccessFile>(await FaultOfAsync(() => RunAsync(vm, "/var/jetpatch-temp/script", "")));
        Assert.Equal(4, (await RunAsync(vm, "/bin/sh", "/var/jetpatch-temp/script")).ExitCode);
    }

    [Theory]
    [InlineData("a=1; echo \"$a\" 'x y' > /tmp/out", 0, "1 x y\n")]
    [InlineData("false && echo no > /tmp/out || echo yes > /tmp/out", 0, "yes\n")]
    [InlineData("hostname > /tmp/out; exit 7", 7, "machine\n")]
    [InlineData("nosuch > /tmp/out", 127, "")]
    [InlineData("echo $(id) > /tmp/out", 2, null)]
    public async Task Shell_Script_EndsAndWritesAsAShellWould(string script, int exitCode, string? output)
    {
        var vm = Add(GuestProfile.Linux);
        await UploadAsync(vm, "/tmp/script", Encoding.UTF8.GetBytes(script));
        Assert.Equal(exitCode, (await RunAsync(vm, "/bin/sh", "/tmp/script")).ExitCode);
        Assert.Equal(output, vm.Guest.ReadFile("/tmp/out") is { } written ? Encoding.UTF8.GetString(written) : null);
    }

    [Fact]
    public async Task ValidateCredentials_AfterTooManyWrongPasswords_IsLockedOut()
    {
        var vm = Add(GuestProfile.Linux with { LockOutAfter = 3 });
        var auth = (await ManagersAsync()).AuthManager!;
        for (var i = 0; i < 3; i++)
            Assert.IsType<InvalidGuestLogin>(await FaultOfAsync(() => auth.ValidateCredentialsInGuestAsync(Reference(vm), new NamePasswordAuthentication("root", "wrong"), Cancellation)));
        Assert.IsType<InvalidGuestLogin>(await FaultOfAsync(() => auth.ValidateCredentialsInGuestAsync(Reference(vm), Root, Cancellation)));
        Assert.True(vm.Guest.Accounts.IsLockedOut("root"));
        Assert.Equal(4, vm.Guest.Accounts.FailedLogons);
    }

    [Fact]
    public async Task ValidateCredentials_ByTokenAndAlias_IsTheAccountOfTheAlias()
    {
        var vm = Add(GuestProfile.Linux);
        var managers = await ManagersAsync();
        using var tokens = TokenService();
        var token = await tokens.IssueAsync(User, Password, cancellationToken: Cancellation);
        var byToken = new SamlTokenAuthentication(token.Xml, "root");
        Assert.IsType<InvalidGuestLogin>(await FaultOfAsync(() => managers.AuthManager!.ValidateCredentialsInGuestAsync(Reference(vm), byToken, Cancellation)));
        await managers.AliasManager!.AddGuestAliasAsync(
            Reference(vm), Root, "root", mapCert: false, token.IssuerCertificate!, new GuestAuthAliasInfo(new GuestAuthSubject(token.Subject), "test"), Cancellation);
        Assert.Equal("root", (await RunAsync(vm, "/bin/whoami", "", byToken)).Owner);
    }

    [Fact]
    public async Task WindowsGuest_HasItsOwnPathsAndPrograms()
    {
        var vm = Add(GuestProfile.Windows);
        var administrator = new NamePasswordAuthentication("administrator", "guest");
        var files = (await ManagersAsync()).FileManager;
        await files.MakeDirectoryInGuestAsync(Reference(vm), administrator, @"C:\Windows\Temp\vlink", createParentDirectories: false, Cancellation);
        Assert.IsType<FileAlreadyExists>(await FaultOfAsync(() =>
            files.MakeDirectoryInGuestAsync(Reference(vm), administrator, @"c:\windows\TEMP\VLINK", createParentDirectories: false, Cancellation)));
        Assert.Equal(3, (await RunAsync(vm, @"C:\Windows\System32\cmd.exe", "/c exit 3", administrator)).ExitCode);
    }

    [Fact]
    public async Task OrdinaryAccount_CannotWriteWhereRootOwns()
    {
        var vm = Add(GuestProfile.Linux);
        var files = (await ManagersAsync()).FileManager;
        Assert.IsType<CannotAccessFile>(await FaultOfAsync(() =>
            files.MakeDirectoryInGuestAsync(Reference(vm), new NamePasswordAuthentication("operator", "guest"), "/usr/local/x", createParentDirectories: false, Cancellation)));
    }

    private VirtualMachine Add(GuestProfile profile) => VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "machine", Guest = profile });

    private async Task<GuestFileTransferResult> UploadAsync(VirtualMachine vm, string path, byte[] content)
    {
        var attributes = new GuestPosixFileAttributes { Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute };
        var url = await (await ManagersAsync()).FileManager.InitiateFileTransferToGuestAsync(
            Reference(vm), Root, path, attributes, content.Length, overwrite: true, Cancellation);
        using var stream = new MemoryStream(content);
        return await Client.GuestFileTransfer.PutAsync(url, stream, content.Length, cancellationToken: Cancellation);
    }
}
