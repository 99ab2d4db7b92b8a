using System.IO.Pipelines;
using System.Text;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Properties;

public sealed class PropertyCollectorTests
{
    private const string Vm1 = """
        <objects><obj type="VirtualMachine">vm-1</obj><propSet><name>name</name><val xsi:type="xsd:string">one</val></propSet>
        <propSet><name>runtime.host</name><val type="HostSystem" xsi:type="ManagedObjectReference">host-9</val></propSet>
        <propSet><name>config.hardware.numCPU</name><val xsi:type="xsd:int">4</val></propSet>
        <propSet><name>guest.guestOperationsReady</name><val xsi:type="xsd:boolean">true</val></propSet>
        <propSet><name>runtime.bootTime</name><val xsi:type="xsd:dateTime">2026-01-02T04:04:05.5+01:00</val></propSet>
        <propSet><name>runtime.powerState</name><val xsi:type="VirtualMachinePowerState">poweredOn</val></propSet>
        <propSet><name>network</name><val xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="Network" xsi:type="ManagedObjectReference">n-1</ManagedObjectReference></val></propSet>
        <missingSet><path>config.annotation</path><fault><fault xsi:type="NoPermission"><privilegeId>System.Read</privilegeId></fault>
        <localizedMessage>Permission denied.</localizedMessage></fault></missingSet></objects>
        """;

    private const string Vm2 = """<objects><obj type="VirtualMachine">vm-2</obj></objects>""";

    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");
    private static readonly PropertyFilterSpec Spec = PropertyFilterSpec.ForObjects([Vm], ["name"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retrieve_EveryKindOfProperty_IsReadByItsType()
    {
        using var client = await new ScriptedServer().On("RetrievePropertiesEx", $"<returnval>{Vm1}</returnval>").ConnectAsync();

        var vm = await client.PropertyCollector.RetrieveAsync(Vm, ["name"], Cancel);

        Assert.Equal(Vm, vm.Obj);
        Assert.Equal("one", vm.GetString("name"));
        Assert.Equal(new ManagedObjectReference("HostSystem", "host-9"), vm.GetReference("runtime.host"));
        Assert.Equal(4, vm.GetInt32("config.hardware.numCPU"));
        Assert.True(vm.GetBoolean("guest.guestOperationsReady"));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 500, TimeSpan.Zero), vm.GetDateTime("runtime.bootTime"));
        Assert.Equal("poweredOn", vm.GetString("runtime.powerState"));
        Assert.Equal("n-1", Assert.Single(vm.GetList("network")).AsReference()!.Value);
        Assert.Null(vm.GetString("guest.hostName"));
        Assert.Empty(vm.GetList("datastore"));
    }

    [Fact]
    public async Task Retrieve_PropertyWithoutPermission_IsMissingAndDoesNotFailTheRest()
    {
        using var client = await new ScriptedServer().On("RetrievePropertiesEx", $"<returnval>{Vm1}</returnval>").ConnectAsync();

        var vm = await client.PropertyCollector.RetrieveAsync(Vm, ["name"], Cancel);

        var missing = Assert.Single(vm.MissingSet);
        Assert.Equal("config.annotation", missing.Path);
        Assert.Equal("System.Read", Assert.IsType<NoPermission>(missing.Fault).PrivilegeId);
    }

    [Fact]
    public async Task Retrieve_AskedAsAnotherKind_NamesTheProperty()
    {
        using var client = await new ScriptedServer().On("RetrievePropertiesEx", $"<returnval>{Vm1}</returnval>").ConnectAsync();
        var vm = await client.PropertyCollector.RetrieveAsync(Vm, ["name"], Cancel);

        var error = Assert.Throws<VimProtocolException>(() => vm.GetInt32("name"));

        Assert.StartsWith("name: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrieve_SeveralPages_ReadsThemAll()
    {
        var server = new ScriptedServer()
            .On("RetrievePropertiesEx", $"<returnval><token>t1</token>{Vm1}</returnval>")
            .On("ContinueRetrievePropertiesEx", $"<returnval>{Vm2}</returnval>");
        using var client = await server.ConnectAsync();

        var seen = await client.PropertyCollector.RetrievePropertiesExAsync([Spec], maxObjects: 1, Cancel).Select(vm => vm.Obj.Value).ToListAsync(Cancel);

        Assert.Equal(["vm-1", "vm-2"], seen);
        Assert.Equal("t1", server.Last["token"]);
        Assert.Equal("specSet(propSet(type all pathSet) objectSet(obj skip)) options(maxObjects)", server.Calls[1].Shape);
        Assert.Equal(0, server.Count("CancelRetrievePropertiesEx"));
    }

    [Fact]
    public async Task Retrieve_LoopLeftEarly_CancelsTheRemainingPages()
    {
        var server = new ScriptedServer()
            .On("RetrievePropertiesEx", $"<returnval><token>t1</token>{Vm1}{Vm2}</returnval>")
            .On("CancelRetrievePropertiesEx", "");
        using var client = await server.ConnectAsync();

        await foreach (var vm in client.PropertyCollector.RetrievePropertiesExAsync([Spec], null, Cancel))
            break;

        Assert.Equal("CancelRetrievePropertiesEx", server.Last.Name);
        Assert.Equal("t1", server.Last["token"]);
    }

    [Fact]
    public async Task Retrieve_NothingMatches_IsEmpty()
    {
        using var client = await new ScriptedServer().On("RetrievePropertiesEx", "").ConnectAsync();

        Assert.Empty(await client.PropertyCollector.RetrievePropertiesExAsync([Spec], null, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Retrieve_AnswerStillComingIn_GivesTheFirstObjectAlready()
    {
        var whole = Answers.Envelope("RetrievePropertiesEx", $"<returnval>{Vm1}{Vm2}</returnval>");
        var cut = whole.IndexOf(Vm2, StringComparison.Ordinal);
        var pipe = new Pipe();
        var server = new ScriptedServer().On("RetrievePropertiesEx", (_, _) => Task.FromResult(ScriptedServer.Xml(new StreamContent(pipe.Reader.AsStream()))));
        using var client = await server.ConnectAsync();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(whole[..cut]), Cancel);

        await using var objects = client.PropertyCollector.RetrievePropertiesExAsync([Spec], null, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await objects.MoveNextAsync());
        Assert.Equal("one", objects.Current.GetString("name"));

        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(whole[cut..]), Cancel);
        await pipe.Writer.CompleteAsync();
        Assert.True(await objects.MoveNextAsync());
        Assert.False(await objects.MoveNextAsync());
    }

    [Fact]
    public async Task WaitForUpdates_Changes_AreTyped()
    {
        var server = new ScriptedServer().On("WaitForUpdatesEx", """
            <returnval><version>7</version><filterSet><filter type="PropertyFilter">f-1</filter>
            <objectSet><kind>enter</kind><obj type="VirtualMachine">vm-1</obj><changeSet><name>name</name><op>assign</op><val xsi:type="xsd:string">one</val></changeSet></objectSet>
            <objectSet><kind>leave</kind><obj type="VirtualMachine">vm-2</obj></objectSet>
            <missingSet><obj type="VirtualMachine">vm-3</obj><fault><fault xsi:type="ManagedObjectNotFound"><obj type="VirtualMachine">vm-3</obj></fault></fault></missingSet>
            </filterSet><truncated>true</truncated></returnval>
            """);
        using var client = await server.ConnectAsync();

        var updates = await client.PropertyCollector.WaitForUpdatesExAsync("6", TimeSpan.FromSeconds(1.5), 100, Cancel);

        Assert.Equal("version options(maxWaitSeconds maxObjectUpdates)", server.Last.Shape);
        Assert.Equal("2100", server.Last["options"]);
        Assert.Equal("7", updates!.Version);
        Assert.True(updates.Truncated);
        Assert.Equal([ObjectUpdateKind.Enter, ObjectUpdateKind.Leave], updates.ObjectUpdates.Select(update => update.Kind));
        Assert.Equal("one", updates.ObjectUpdates.First().GetString("name"));
        Assert.IsType<ManagedObjectNotFound>(Assert.Single(updates.FilterSet[0].MissingSet).Fault);
    }

    [Fact]
    public async Task WaitForUpdates_NoChange_IsNull()
    {
        using var client = await new ScriptedServer().On("WaitForUpdatesEx", "").ConnectAsync();

        Assert.Null(await client.PropertyCollector.WaitForUpdatesExAsync("6", TimeSpan.FromSeconds(1), null, Cancel));
    }

    [Fact]
    public async Task Watch_Versions_AreHandedOnAndTheCollectorIsDestroyed()
    {
        var server = new ScriptedServer()
            .On("CreatePropertyCollector", """<returnval type="PropertyCollector">pc-2</returnval>""")
            .On("CreateFilter", """<returnval type="PropertyFilter">f-1</returnval>""")
            .On("DestroyPropertyCollector", "")
            .On("WaitForUpdatesEx", call => Answers.Envelope("WaitForUpdatesEx", call["version"] switch
            {
                "" => "<returnval><version>1</version></returnval>",
                _ => "<returnval><version>2</version></returnval>",
            }));
        using var client = await server.ConnectAsync();

        var versions = await client.PropertyCollector.WatchAsync([Spec], cancellationToken: Cancel).Take(2).Select(updates => updates.Version).ToListAsync(Cancel);

        Assert.Equal(["1", "2"], versions);
        Assert.Equal("DestroyPropertyCollector", server.Last.Name);
        Assert.Equal("pc-2", server.Last["_this"]);
    }

    [Fact]
    public async Task ContainerView_Retrieve_TraversesTheViewAndDestroysIt()
    {
        var server = new ScriptedServer()
            .On("CreateContainerView", """<returnval type="ContainerView">v-1</returnval>""")
            .On("DestroyView", "")
            .On("RetrievePropertiesEx", $"<returnval>{Vm2}</returnval>");
        using var client = await server.ConnectAsync();

        await using (var view = await client.ViewManager.CreateContainerViewAsync(client.ServiceContent.RootFolder, ["VirtualMachine"], true, Cancel))
            Assert.Single(await view.RetrieveAsync("VirtualMachine", ["name"], null, Cancel).ToListAsync(Cancel));

        Assert.Equal(
            "specSet(propSet(type all pathSet) objectSet(obj skip selectSet:TraversalSpec(type path skip))) options",
            server.Calls.Single(call => call.Name == "RetrievePropertiesEx").Shape);
        Assert.Equal("container type recursive", server.Calls.Single(call => call.Name == "CreateContainerView").Shape);
        Assert.Equal("DestroyView", server.Last.Name);
    }

    [Fact]
    public async Task ListView_Modify_WritesTheWsdlsOrderAndTellsWhatIsGone()
    {
        var server = new ScriptedServer()
            .On("CreateListView", """<returnval type="ListView">v-2</returnval>""")
            .On("ModifyListView", """<returnval type="Task">task-3</returnval>""")
            .On("DestroyView", "");
        using var client = await server.ConnectAsync();
        ManagedObjectReference Task(int number) => new("Task", $"task-{number}");

        await using (var view = await client.ViewManager.CreateListViewAsync([Task(1)], Cancel))
            Assert.Equal([Task(3)], await view.ModifyAsync([Task(2), Task(3)], [Task(1)], Cancel));

        Assert.Equal("obj", server.Calls.Single(call => call.Name == "CreateListView").Shape);
        Assert.Equal("add add remove", server.Calls.Single(call => call.Name == "ModifyListView").Shape);
        Assert.Equal("DestroyView", server.Last.Name);
    }
}
