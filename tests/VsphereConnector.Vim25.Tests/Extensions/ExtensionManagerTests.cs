using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Tests.Fixtures;

namespace VsphereConnector.Vim25.Tests.Extensions;

public sealed class ExtensionManagerTests
{
    private static readonly Description Name = new("Plug-in", "Does it.");

    private static readonly Extension Whole = new()
    {
        Key = "com.example.plugin",
        Version = "1.2.3",
        Description = Name,
        Company = "Example",
        Type = "t",
        Server = [new ExtensionServerInfo
        {
            Url = "https://p/plugin.json",
            Type = "MANIFEST_SERVER",
            Description = Name,
            Company = "Example",
            AdminEmail = ["a@example.com"],
            ServerThumbprint = "AA:BB",
            ServerCertificate = "pem",
        }],
        Client = [new ExtensionClientInfo { Version = "1.2.3", Type = "vsphere-client-remote", Url = "https://p/plugin.json", Description = Name, Company = "Example" }],
        TaskList = ["com.example.install"],
        EventList = ["com.example.installed"],
        FaultList = ["com.example.fault"],
        PrivilegeList = [new ExtensionPrivilege("Example.Install", "Example")],
        ResourceList = [new ExtensionResource("en", "resources", new Dictionary<string, string> { ["com.example.install.label"] = "Install" })],
        ShownInSolutionManager = false,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RegisterExtension_Everything_IsWrittenInTheWsdlsOrder()
    {
        var server = new ScriptedServer().On("RegisterExtension", "");
        using var client = await server.ConnectAsync();

        await client.ExtensionManager.RegisterExtensionAsync(Whole, Cancel);

        Assert.Equal(
            "extension(description(label summary) key company type version "
            + "server(url description(label summary) company type adminEmail serverThumbprint serverCertificate) "
            + "client(version description(label summary) company type url) "
            + "taskList(taskID) eventList(eventID) faultList(faultID) privilegeList(privID privGroupName) resourceList(locale module data(key value)) "
            + "lastHeartbeatTime shownInSolutionManager)",
            server.Last.Shape);
    }

    [Fact]
    public async Task FindExtension_WhatWasRegistered_ReadsBackTheSame()
    {
        var server = new ScriptedServer().On("RegisterExtension", "");
        using var client = await server.ConnectAsync();
        await client.ExtensionManager.RegisterExtensionAsync(Whole, Cancel);
        var stored = string.Concat(server.Last.Method.Elements().Last().Elements());
        server.On("FindExtension", $"<returnval>{stored}</returnval>");

        var found = await client.ExtensionManager.FindExtensionAsync(Whole.Key, Cancel);

        Assert.Equivalent(Whole with { LastHeartbeatTime = found!.LastHeartbeatTime }, found, strict: true);
    }

    [Fact]
    public async Task FindExtension_NotRegistered_IsNull()
    {
        using var client = await new ScriptedServer().On("FindExtension", "").ConnectAsync();

        Assert.Null(await client.ExtensionManager.FindExtensionAsync("com.example.none", Cancel));
    }
}
