using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>How a server on Windows works over SMB, by the calls of Windows as Wine has them. Wine has no SMB itself, so a machine's own services and files are in the place of another's.</summary>
[Collection(WindowsLabCollection.Name)]
public sealed class SystemSmbTests(Lab lab)
{
    [Fact]
    public async Task WhenServicesAndFilesAreWorkedOnByTheCallsOfWindows_ThenTheyDoAsSambasDo()
    {
        lab.Require();
        var token = TestContext.Current.CancellationToken;
        await using var guest = await lab.BootWindowsAsync(token);
        File.Copy(Path.Combine(await LabFiles.SystemSmbAsync(token), "system-smb.exe"), Path.Combine(guest.Files, "system-smb.exe"));

        var run = await guest.RunAsync(token, @"C:\system-smb.exe");

        Assert.Equal(
            [
                "no service: None",
                "start none: smb-service-missing",
                "create: done",
                "create again: smb-service-exists",
                "list: vlink-once-trial",
                "list all: True",
                "created: Stopped",
                "start: done",
                "start again: done",
                "started: Active",
                "delete: done",
                "delete none: done",
                "folder: done",
                "folder again: done",
                "write: done",
                "write again: done",
                "write nowhere: smb-folder-missing",
                "read: ext",
                "read none: none",
                "list: SmbEntry { Name = trial, IsFolder = True, Length = 0 }",
                "list files: SmbEntry { Name = a.txt, IsFolder = False, Length = 4 }",
                "list nowhere: 0",
                "remove file: done",
                "remove file again: done",
                "remove folder: done",
                "remove folder again: done",
                "connect: smb-not-reachable",
            ],
            run.EnsureSuccess().Output.ReplaceLineEndings("\n").Split('\n'));
    }
}
