using VsphereConnector.Vim25.Events;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Events;

public sealed class EventManagerTests
{
    private const string PoweredOn = """
        <returnval xsi:type="VmPoweredOnEvent"><key>41</key><chainId>40</chainId><createdTime>2026-01-02T03:04:05.678Z</createdTime><userName>VSPHERE.LOCAL\adm</userName>
        <datacenter><name>DC0</name><datacenter type="Datacenter">dc-1</datacenter></datacenter><host><name>esx1</name><host type="HostSystem">host-9</host></host>
        <vm><name>web</name><vm type="VirtualMachine">vm-1</vm></vm><fullFormattedMessage>web is powered on</fullFormattedMessage><template>false</template></returnval>
        """;

    private const string Cloned = """
        <returnval xsi:type="EventEx"><key>42</key><chainId>42</chainId><createdTime>2026-01-02T03:04:06Z</createdTime><userName></userName>
        <eventTypeId>com.vmware.vc.VmInstantClonedEvent</eventTypeId><severity>info</severity>
        <arguments><key>vm</key><value xsi:type="xsd:string">web</value></arguments><arguments><key>count</key><value xsi:type="xsd:int">2</value></arguments></returnval>
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task QueryEvents_ClassAndEventEx_AreTyped()
    {
        using var client = await new ScriptedServer().On("QueryEvents", PoweredOn + Cloned).ConnectAsync();

        var events = await client.EventManager.QueryEventsAsync(new EventFilterSpec(), Cancel);

        Assert.Equal("VmPoweredOnEvent", events[0].TypeName);
        Assert.Equal(new EventEntity(new ManagedObjectReference("VirtualMachine", "vm-1"), "web"), events[0].Vm);
        Assert.Equal("host-9", events[0].Host!.Reference.Value);
        Assert.Equal("dc-1", events[0].Datacenter!.Reference.Value);
        Assert.Equal(678, events[0].CreatedTime.Millisecond);
        Assert.False(events[0].Fields.GetBoolean("template"));
        Assert.Null(events[0].EventTypeId);
        Assert.Equal("com.vmware.vc.VmInstantClonedEvent", events[1].EventTypeId);
        Assert.Equal(2, events[1].Arguments["count"].AsInt32());
        Assert.Null(events[1].Vm);
    }

    [Fact]
    public async Task Collector_Paging_ReadsUntilEmptyAndIsDestroyed()
    {
        var pages = new Queue<string>([PoweredOn, Cloned, ""]);
        var server = new ScriptedServer()
            .On("CreateCollectorForEvents", """<returnval type="EventHistoryCollector">c-1</returnval>""")
            .On("RewindCollector", "")
            .On("DestroyCollector", "")
            .On("ReadNextEvents", _ => Answers.Envelope("ReadNextEvents", pages.Dequeue()));
        using var client = await server.ConnectAsync();
        var keys = new List<int>();

        await using (var collector = await client.EventManager.CreateCollectorForEventsAsync(new EventFilterSpec(), Cancel))
        {
            await collector.RewindCollectorAsync(Cancel);
            while (await collector.ReadNextEventsAsync(1000, Cancel) is { Count: > 0 } page)
                keys.AddRange(page.Select(entry => entry.Key));
        }

        Assert.Equal([41, 42], keys);
        Assert.Equal("DestroyCollector", server.Last.Name);
    }

    [Fact]
    public async Task EventFilterSpec_Everything_IsWrittenInTheWsdlsOrder()
    {
        var server = new ScriptedServer().On("QueryEvents", "");
        using var client = await server.ConnectAsync();

        await client.EventManager.QueryEventsAsync(
            new EventFilterSpec
            {
                Entity = client.ServiceContent.RootFolder,
                BeginTime = DateTimeOffset.UnixEpoch,
                EndTime = DateTimeOffset.UnixEpoch,
                Users = ["u"],
                EventChainId = 1,
                DisableFullMessage = true,
                Category = ["info"],
                Type = ["VmEvent"],
                EventTypeId = ["vim.event.VmEvent"],
                MaxCount = 10,
            },
            Cancel);

        Assert.Equal(
            "filter(entity(entity recursion) time(beginTime endTime) userName(systemUser userList) eventChainId disableFullMessage category type eventTypeId maxCount)",
            server.Last.Shape);
    }

    [Fact]
    public async Task PostEvent_EventEx_IsWrittenInTheWsdlsOrder()
    {
        var server = new ScriptedServer().On("PostEvent", "");
        using var client = await server.ConnectAsync();
        var vm = new ManagedObjectReference("VirtualMachine", "vm-1");

        await client.EventManager.PostEventAsync(
            new EventEx
            {
                EventTypeId = "com.example.installed",
                Severity = "info",
                Message = "Installed",
                Arguments = new Dictionary<string, VimValue> { ["version"] = VimValue.Of("1.0") },
                Vm = new EventEntity(vm, "web"),
                Obj = vm,
                ObjectName = "web",
            },
            Cancel);

        Assert.Equal(
            "eventToPost:EventEx(key chainId createdTime userName vm(name vm) eventTypeId severity message arguments(key value:xsd:string) objectId objectType objectName)",
            server.Last.Shape);
    }
}
