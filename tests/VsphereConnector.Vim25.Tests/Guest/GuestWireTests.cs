using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Guest;

/// <summary>The order of the elements is the WSDL's: a vCenter refuses any other.</summary>
public sealed class GuestWireTests
{
    private const string Auth = "auth:NamePasswordAuthentication(interactiveSession username password)";

    private const string Managers = """
        <returnval><objects><obj type="GuestOperationsManager">guestOperationsManager</obj>
        <propSet><name>authManager</name><val type="GuestAuthManager" xsi:type="ManagedObjectReference">am</val></propSet>
        <propSet><name>fileManager</name><val type="GuestFileManager" xsi:type="ManagedObjectReference">fm</val></propSet>
        <propSet><name>processManager</name><val type="GuestProcessManager" xsi:type="ManagedObjectReference">pm</val></propSet>
        <propSet><name>aliasManager</name><val type="GuestAliasManager" xsi:type="ManagedObjectReference">al</val></propSet></objects></returnval>
        """;

    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");
    private static readonly NamePasswordAuthentication Root = new("root", "p<w");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Authentications => new()
    {
        { "name", "auth:NamePasswordAuthentication(interactiveSession username password)" },
        { "sspi", "auth:SSPIAuthentication(interactiveSession sspiToken)" },
        { "ticket", "auth:TicketedSessionAuthentication(interactiveSession ticket)" },
        { "saml", "auth:SAMLTokenAuthentication(interactiveSession token username)" },
    };

    [Theory]
    [MemberData(nameof(Authentications))]
    public async Task ValidateCredentials_EachKindOfAuthentication_IsWrittenInOrder(string kind, string shape)
    {
        GuestAuthentication auth = kind switch
        {
            "name" => Root,
            "sspi" => new SspiAuthentication("secret"),
            "ticket" => new TicketedSessionAuthentication("secret"),
            _ => new SamlTokenAuthentication("<token>secret</token>", "root") { InteractiveSession = true },
        };

        var sent = await SendAsync("ValidateCredentialsInGuest", "", guest => guest.AuthManager!.ValidateCredentialsInGuestAsync(Vm, auth, Cancel));

        Assert.Equal($"vm {shape}", sent.Shape);
        Assert.DoesNotContain("secret", auth.ToString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("p<w", auth.ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcquireCredentials_Challenge_CarriesTheNextStep()
    {
        var server = Server().On("AcquireCredentialsInGuest", _ => Answers.Fault("GuestAuthenticationChallenge", """
            <serverChallenge xsi:type="SSPIAuthentication"><interactiveSession>false</interactiveSession><sspiToken>c2Vy</sspiToken></serverChallenge><sessionID>42</sessionID>
            """));
        using var client = await server.ConnectAsync();
        var guest = await client.GuestOperationsManager.GetManagersAsync(Cancel);

        var error = await Assert.ThrowsAsync<VimFaultException>(
            () => guest.AuthManager!.AcquireCredentialsInGuestAsync(Vm, new SspiAuthentication("Y2xp"), 41, Cancel));

        var challenge = Assert.IsType<GuestAuthenticationChallenge>(error.Fault);
        Assert.Equal(42, challenge.SessionId);
        Assert.Equal("c2Vy", challenge.ServerToken);
        Assert.Equal("vm requestedAuth:SSPIAuthentication(interactiveSession sspiToken) sessionID", server.Last.Shape);
    }

    [Fact]
    public async Task AcquireCredentials_Ticket_OpensAndReleasesASession()
    {
        const string Ticket = """<returnval xsi:type="TicketedSessionAuthentication"><interactiveSession>true</interactiveSession><ticket>t-1</ticket></returnval>""";
        var server = Server().On("AcquireCredentialsInGuest", Ticket).On("ReleaseCredentialsInGuest", "");
        using var client = await server.ConnectAsync();
        var guest = await client.GuestOperationsManager.GetManagersAsync(Cancel);

        var ticket = await guest.AuthManager!.AcquireCredentialsInGuestAsync(Vm, Root, null, Cancel);
        await guest.AuthManager.ReleaseCredentialsInGuestAsync(Vm, ticket, Cancel);

        Assert.True(ticket.InteractiveSession);
        Assert.Contains("<ticket>t-1</ticket>", server.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileManager_Methods_WriteTheWsdlsOrder()
    {
        var posix = new GuestPosixFileAttributes
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = DateTimeOffset.UnixEpoch,
            OwnerId = 0,
            GroupId = 0,
            Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        };

        await AssertShapeAsync("MakeDirectoryInGuest", "directoryPath createParentDirectories", guest => guest.FileManager.MakeDirectoryInGuestAsync(Vm, Root, "/a", true, Cancel));
        await AssertShapeAsync("DeleteFileInGuest", "filePath", guest => guest.FileManager.DeleteFileInGuestAsync(Vm, Root, "/a", Cancel));
        await AssertShapeAsync("DeleteDirectoryInGuest", "directoryPath recursive", guest => guest.FileManager.DeleteDirectoryInGuestAsync(Vm, Root, "/a", true, Cancel));
        await AssertShapeAsync("MoveFileInGuest", "srcFilePath dstFilePath overwrite", guest => guest.FileManager.MoveFileInGuestAsync(Vm, Root, "/a", "/b", true, Cancel));
        await AssertShapeAsync("MoveDirectoryInGuest", "srcDirectoryPath dstDirectoryPath", guest => guest.FileManager.MoveDirectoryInGuestAsync(Vm, Root, "/a", "/b", Cancel));
        await AssertShapeAsync("ListFilesInGuest", "filePath index maxResults matchPattern", guest => guest.FileManager.ListFilesInGuestAsync(Vm, Root, "/a", 0, 9, "x", Cancel));
        await AssertShapeAsync(
            "ChangeFileAttributesInGuest",
            "guestFilePath fileAttributes:GuestPosixFileAttributes(modificationTime accessTime ownerId groupId permissions)",
            guest => guest.FileManager.ChangeFileAttributesInGuestAsync(Vm, Root, "/a", posix, Cancel));
        await AssertShapeAsync(
            "InitiateFileTransferToGuest",
            "guestFilePath fileAttributes:GuestWindowsFileAttributes(hidden readOnly) fileSize overwrite",
            guest => guest.FileManager.InitiateFileTransferToGuestAsync(Vm, Root, @"C:\a", new GuestWindowsFileAttributes { Hidden = true, ReadOnly = false }, 5, true, Cancel),
            "<returnval>https://*/guestFile?id=1</returnval>");
        await AssertShapeAsync(
            "CreateTemporaryDirectoryInGuest",
            "prefix suffix directoryPath",
            guest => guest.FileManager.CreateTemporaryDirectoryInGuestAsync(Vm, Root, "a", "b", "/tmp", Cancel),
            "<returnval>/tmp/a1b</returnval>");
    }

    [Fact]
    public async Task Permissions_Octal0755_IsSentAsItsNumber()
    {
        var attributes = new GuestPosixFileAttributes { Permissions = (UnixFileMode)0b111_101_101 };

        var sent = await SendAsync("ChangeFileAttributesInGuest", "", guest => guest.FileManager.ChangeFileAttributesInGuestAsync(Vm, Root, "/a", attributes, Cancel));

        Assert.Contains("<permissions>493</permissions>", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAllFiles_SeveralPages_ReadsThemAll()
    {
        var server = Server().On("ListFilesInGuest", call => Answers.Envelope("ListFilesInGuest", call["index"] == "0"
            ? """<returnval><files><path>a</path><type>file</type><size>3</size><attributes xsi:type="GuestPosixFileAttributes"><ownerId>0</ownerId><permissions>420</permissions></attributes></files><remaining>1</remaining></returnval>"""
            : """<returnval><files><path>b</path><type>directory</type><size>0</size><attributes xsi:type="GuestWindowsFileAttributes"><hidden>true</hidden></attributes></files><remaining>0</remaining></returnval>"""));
        using var client = await server.ConnectAsync();
        var guest = await client.GuestOperationsManager.GetManagersAsync(Cancel);

        var files = await guest.FileManager.ListAllFilesInGuestAsync(Vm, Root, "/tmp", null, Cancel).ToListAsync(Cancel);

        Assert.Equal(["a", "b"], files.Select(file => file.Path));
        Assert.Equal((UnixFileMode)420, Assert.IsType<GuestPosixFileAttributes>(files[0].Attributes).Permissions);
        Assert.True(Assert.IsType<GuestWindowsFileAttributes>(files[1].Attributes).Hidden);
    }

    [Fact]
    public async Task ProcessManager_Methods_WriteTheWsdlsOrder()
    {
        var spec = new GuestWindowsProgramSpec { ProgramPath = "a", Arguments = "b", WorkingDirectory = "c", EnvVariables = ["X=1", "Y=2"], StartMinimized = true };

        await AssertShapeAsync(
            "StartProgramInGuest",
            "spec:GuestWindowsProgramSpec(programPath arguments workingDirectory envVariables envVariables startMinimized)",
            guest => guest.ProcessManager.StartProgramInGuestAsync(Vm, Root, spec, Cancel),
            "<returnval>7</returnval>");
        await AssertShapeAsync("ListProcessesInGuest", "pids pids", guest => guest.ProcessManager.ListProcessesInGuestAsync(Vm, Root, [1, 2], Cancel));
        await AssertShapeAsync("TerminateProcessInGuest", "pid", guest => guest.ProcessManager.TerminateProcessInGuestAsync(Vm, Root, 1, Cancel));
        await AssertShapeAsync("ReadEnvironmentVariableInGuest", "names", guest => guest.ProcessManager.ReadEnvironmentVariableInGuestAsync(Vm, Root, ["PATH"], Cancel));
    }

    [Fact]
    public async Task ListProcesses_EndedAndRunning_AreToldApart()
    {
        var server = Server().On("ListProcessesInGuest", """
            <returnval><name>sh</name><pid>7</pid><owner>root</owner><cmdLine>sh -c x</cmdLine><startTime>2026-01-02T03:04:05Z</startTime>
            <endTime>2026-01-02T03:04:06.123456789Z</endTime><exitCode>3</exitCode></returnval>
            <returnval><name>vlink</name><pid>8</pid><owner>root</owner><cmdLine>vlink run</cmdLine><startTime>2026-01-02T03:04:05Z</startTime></returnval>
            """);
        using var client = await server.ConnectAsync();
        var guest = await client.GuestOperationsManager.GetManagersAsync(Cancel);

        var processes = await guest.ProcessManager.ListProcessesInGuestAsync(Vm, Root, [7, 8], Cancel);

        Assert.Equal(3, processes[0].ExitCode);
        Assert.NotNull(processes[0].EndTime);
        Assert.Null(processes[1].EndTime);
        Assert.Null(processes[1].ExitCode);
    }

    [Fact]
    public async Task AliasManager_Methods_WriteTheWsdlsOrder()
    {
        var any = new GuestAuthAliasInfo(GuestAuthSubject.Any, "c");

        await AssertShapeAsync(
            "AddGuestAlias",
            "username mapCert base64Cert aliasInfo(subject:GuestAuthAnySubject comment)",
            guest => guest.AliasManager!.AddGuestAliasAsync(Vm, Root, "root", false, "MII=", any, Cancel));
        await AssertShapeAsync(
            "RemoveGuestAlias",
            "username base64Cert subject:GuestAuthNamedSubject(name)",
            guest => guest.AliasManager!.RemoveGuestAliasAsync(Vm, Root, "root", "MII=", new GuestAuthSubject("svc"), Cancel));
        await AssertShapeAsync("RemoveGuestAliasByCert", "username base64Cert", guest => guest.AliasManager!.RemoveGuestAliasByCertAsync(Vm, Root, "root", "MII=", Cancel));
        await AssertShapeAsync("ListGuestAliases", "username", guest => guest.AliasManager!.ListGuestAliasesAsync(Vm, Root, "root", Cancel));
        await AssertShapeAsync("ListGuestMappedAliases", "", guest => guest.AliasManager!.ListGuestMappedAliasesAsync(Vm, Root, Cancel));
    }

    [Fact]
    public async Task GetManagers_AskedTwice_ReadsOnce()
    {
        var server = Server();
        using var client = await server.ConnectAsync();

        await client.GuestOperationsManager.GetManagersAsync(Cancel);
        await client.GuestOperationsManager.GetManagersAsync(Cancel);

        Assert.Equal(1, server.Count("RetrievePropertiesEx"));
    }

    [Fact]
    public async Task GetManagers_ServerWithoutAuthManager_SaysSo()
    {
        const string FilesOnly = """
            <returnval><objects><obj type="GuestOperationsManager">g</obj>
            <propSet><name>fileManager</name><val type="GuestFileManager" xsi:type="ManagedObjectReference">fm</val></propSet></objects></returnval>
            """;
        using var client = await new ScriptedServer().On("RetrievePropertiesEx", FilesOnly).ConnectAsync();

        var guest = await client.GuestOperationsManager.GetManagersAsync(Cancel);

        Assert.Null(guest.AuthManager);
        Assert.Null(guest.AliasManager);
        Assert.NotNull(guest.FileManager);
        Assert.Throws<NotSupportedByServerException>(() => guest.ProcessManager);
    }

    private static ScriptedServer Server() => new ScriptedServer().On("RetrievePropertiesEx", Managers);

    private static async Task AssertShapeAsync(string method, string shape, Func<GuestManagers, Task> call, string answer = "")
    {
        var sent = await SendAsync(method, answer, call);
        Assert.Equal($"vm {Auth} {shape}".TrimEnd(), sent.Shape);
    }

    private static async Task<RecordedCall> SendAsync(string method, string answer, Func<GuestManagers, Task> call)
    {
        var server = Server().On(method, answer);
        using var client = await server.ConnectAsync();
        await call(await client.GuestOperationsManager.GetManagersAsync(Cancel));
        return server.Calls.Single(sent => sent.Name == method);
    }
}
