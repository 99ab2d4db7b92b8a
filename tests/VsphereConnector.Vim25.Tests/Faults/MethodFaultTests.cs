using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Faults;

public sealed class MethodFaultTests
{
    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");

    [Theory]
    [InlineData("InvalidGuestLogin", typeof(InvalidGuestLogin), typeof(GuestOperationsFault))]
    [InlineData("GuestOperationsUnavailable", typeof(GuestOperationsUnavailable), typeof(GuestOperationsFault))]
    [InlineData("TooManyGuestLogons", typeof(TooManyGuestLogons), typeof(GuestOperationsFault))]
    [InlineData("GuestRegistryValueNotFound", typeof(GuestRegistryFault), typeof(GuestOperationsFault))]
    [InlineData("InvalidPowerState", typeof(InvalidPowerState), typeof(InvalidState))]
    [InlineData("HostNotConnected", typeof(HostNotConnected), typeof(HostCommunication))]
    [InlineData("NotAuthenticated", typeof(NotAuthenticated), typeof(NoPermission))]
    [InlineData("PasswordExpired", typeof(PasswordExpired), typeof(InvalidLogin))]
    [InlineData("NoDiskSpace", typeof(NoDiskSpace), typeof(FileFault))]
    [InlineData("SystemError", typeof(SystemError), typeof(RuntimeFault))]
    [InlineData("InvalidProperty", typeof(InvalidProperty), typeof(MethodFault))]
    [InlineData("InsufficientResourcesFault", typeof(MethodFault), typeof(MethodFault))]
    public async Task Invoke_Fault_IsTypedAsInTheWsdl(string type, Type expected, Type parent)
    {
        var fault = await FaultOfAsync(Answers.Fault(type));

        Assert.IsType(expected, fault);
        Assert.IsAssignableFrom(parent, fault);
        Assert.Equal(type, fault.TypeName);
        Assert.Equal("It went wrong.", fault.Message);
    }

    [Fact]
    public async Task Invoke_FaultFields_AreReadable()
    {
        var noPermission = Assert.IsType<NoPermission>(await FaultOfAsync(Answers.Fault(
            "NoPermission", """<object type="VirtualMachine">vm-1</object><privilegeId>VirtualMachine.GuestOperations.Execute</privilegeId>""")));
        Assert.Equal(Vm, noPermission.Object);
        Assert.Equal("VirtualMachine.GuestOperations.Execute", noPermission.PrivilegeId);

        var file = Assert.IsType<FileNotFound>(await FaultOfAsync(Answers.Fault("FileNotFound", "<file>/tmp/x</file>")));
        Assert.Equal("/tmp/x", file.File);

        var power = Assert.IsType<InvalidPowerState>(await FaultOfAsync(Answers.Fault(
            "InvalidPowerState", "<requestedState>poweredOn</requestedState><existingState>poweredOff</existingState>")));
        Assert.Equal("poweredOff", power.ExistingState);

        var unknown = await FaultOfAsync(Answers.Fault("TooNewFault", "<detail>some</detail>"));
        Assert.Equal("some", unknown.Fields.GetString("detail"));
    }

    [Theory]
    [InlineData("vix error codes = (3016, 0).\n", 3016, 0)]
    [InlineData("A general system error occurred: vix error codes = (1, 7)", 1, 7)]
    public async Task VixErrorCodes_InTheReason_AreRead(string reason, int error, int additional)
    {
        var fault = Assert.IsType<SystemError>(await FaultOfAsync(Answers.Fault("SystemError", $"<reason>{reason}</reason>")));

        Assert.Equal((error, additional), fault.VixErrorCodes);
    }

    [Theory]
    [InlineData("Connection refused")]
    [InlineData("vix error codes = (99999999999, 0)")]
    public async Task VixErrorCodes_NotInTheReason_AreNull(string reason)
    {
        var fault = Assert.IsType<SystemError>(await FaultOfAsync(Answers.Fault("SystemError", $"<reason>{reason}</reason>")));

        Assert.Null(fault.VixErrorCodes);
    }

    [Fact]
    public async Task Invoke_DetailWithoutType_TakesTheElementsName()
    {
        var untyped = Answers.Fault("InvalidLogin").Replace(" xsi:type=\"InvalidLogin\"", "", StringComparison.Ordinal);

        Assert.IsType<InvalidLogin>(await FaultOfAsync(untyped));
    }

    [Fact]
    public async Task Invoke_FaultWithoutDetail_KeepsItsMessage()
    {
        var bare = """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>x</faultcode>
            <faultstring>Unable to parse</faultstring></e:Fault></e:Body></e:Envelope>
            """;

        var fault = await FaultOfAsync(bare);

        Assert.Equal("Unable to parse", fault.Message);
        Assert.Equal("MethodFault", fault.TypeName);
    }

    [Fact]
    public async Task FindAll_FaultDeepInAnAnswer_IsFound()
    {
        const string Result = """
            <returnval><list><entry><error><fault xsi:type="GuestPermissionDenied"><faultCause><fault xsi:type="SystemError"><reason>r</reason></fault>
            <localizedMessage>why</localizedMessage></faultCause></fault><localizedMessage>denied</localizedMessage></error></entry></list></returnval>
            """;
        using var client = await new ScriptedServer().On("List", Result).ConnectAsync();

        var value = await client.InvokeAsync(Vm, "List", null, TestContext.Current.CancellationToken);

        var fault = Assert.Single(MethodFault.FindAll(value));
        Assert.IsType<GuestPermissionDenied>(fault);
        Assert.Equal("denied", fault.Message);
        Assert.Equal("r", Assert.IsType<SystemError>(fault.Cause).Reason);
    }

    private static async Task<MethodFault> FaultOfAsync(string envelope)
    {
        using var client = await new ScriptedServer().On("List", _ => envelope).ConnectAsync();
        var error = await Assert.ThrowsAsync<VimFaultException>(() => client.InvokeAsync(Vm, "List", null, TestContext.Current.CancellationToken));
        return error.Fault;
    }
}
