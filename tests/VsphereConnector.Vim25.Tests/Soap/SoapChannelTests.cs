using System.Net;
using System.Net.Http.Headers;
using System.Text;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Soap;

public sealed class SoapChannelTests
{
    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invoke_AnyMethod_SendsSelfArgumentsAndVersion()
    {
        var server = new ScriptedServer().On("PowerOnVM_Task", """<returnval type="Task">task-7</returnval>""");
        using var client = await server.ConnectAsync();

        var task = await client.InvokeAsync(Vm, "PowerOnVM_Task", arguments => arguments.Write("host", new ManagedObjectReference("HostSystem", "host-9")), Cancel);

        Assert.Equal(new ManagedObjectReference("Task", "task-7"), task.AsReference());
        Assert.Equal("\"urn:vim25/7.0\"", server.Last.SoapAction);
        Assert.Equal("vm-1", server.Last["_this"]);
        Assert.Equal("host", server.Last.Shape);
        Assert.Contains("""<host type="HostSystem">host-9</host>""", server.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_Void_ReturnsNull()
    {
        using var client = await new ScriptedServer().On("Destroy", "").ConnectAsync();

        Assert.True((await client.InvokeAsync(Vm, "Destroy", null, Cancel)).IsNull);
    }

    [Fact]
    public async Task Invoke_SeveralReturnvals_ReturnsAList()
    {
        using var client = await new ScriptedServer().On("List", "<returnval>a</returnval><returnval>b</returnval>").ConnectAsync();

        var list = await client.InvokeAsync(Vm, "List", null, Cancel);

        Assert.Equal(["a", "b"], list.AsList().Select(item => item.AsString()));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "text/html", "<html>starting</html>", "HTTP 503")]
    [InlineData(HttpStatusCode.OK, "text/html", "<html></html>", "HTTP 200 (text/html)")]
    [InlineData(HttpStatusCode.Redirect, "text/html", "", "HTTP 302")]
    [InlineData(HttpStatusCode.OK, "text/xml", "", "empty|Root element is missing")]
    [InlineData(HttpStatusCode.OK, "text/xml", "<a/>", "not a SOAP envelope")]
    [InlineData(HttpStatusCode.OK, "text/xml", "no xml at all", "no vSphere answer")]
    [InlineData(HttpStatusCode.OK, "text/xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "DTD")]
    public async Task Connect_NotVSphere_IsAProtocolError(HttpStatusCode status, string type, string body, string says)
    {
        var server = new ScriptedServer().On("RetrieveServiceContent", (_, _) =>
        {
            var content = new StringContent(body, Encoding.UTF8);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        });

        var error = await Assert.ThrowsAsync<VimProtocolException>(() => server.ConnectAsync());

        Assert.Contains(says.Split('|'), part => error.Message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invoke_AnswerCutOff_IsAProtocolError()
    {
        var whole = Answers.Envelope("List", "<returnval>a</returnval>");
        using var client = await new ScriptedServer().On("List", _ => whole[..^40]).ConnectAsync();

        await Assert.ThrowsAsync<VimProtocolException>(() => client.InvokeAsync(Vm, "List", null, Cancel));
    }

    [Fact]
    public async Task Invoke_AnswerNestsTooDeep_IsAProtocolError()
    {
        var nested = string.Concat(Enumerable.Repeat("<a>", 100)) + string.Concat(Enumerable.Repeat("</a>", 100));
        using var client = await new ScriptedServer().On("List", nested).ConnectAsync();

        var error = await Assert.ThrowsAsync<VimProtocolException>(() => client.InvokeAsync(Vm, "List", null, Cancel));

        Assert.Contains("deeper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_AnswerTooLong_IsAProtocolError()
    {
        var options = ScriptedServer.Options with { MaxAnswerBytes = 10_000 };
        using var client = await new ScriptedServer().On("List", $"<returnval>{new string('x', 20_000)}</returnval>").ConnectAsync(options: options);

        await Assert.ThrowsAsync<VimProtocolException>(() => client.InvokeAsync(Vm, "List", null, Cancel));
    }

    [Fact]
    public async Task Invoke_NoAnswerInTime_IsATimeout()
    {
        var clock = new ManualTimeProvider();
        var server = new ScriptedServer().On("List", async (_, cancellation) =>
        {
            clock.Advance(ScriptedServer.Options.RequestTimeout);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return ScriptedServer.Xml("");
        });
        using var client = await server.ConnectAsync(clock);

        var error = await Assert.ThrowsAsync<VimTimeoutException>(() => client.InvokeAsync(Vm, "List", null, Cancel));

        Assert.Contains("List within 60 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_CallerCancels_IsTheCallersCancellation()
    {
        using var caller = new CancellationTokenSource();
        var server = new ScriptedServer().On("List", async (_, cancellation) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return ScriptedServer.Xml("");
        });
        using var client = await server.ConnectAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.InvokeAsync(Vm, "List", null, caller.Token));

        Assert.Equal(caller.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Invoke_ArgumentXmlCannotCarry_IsRefusedWithoutSending()
    {
        var server = new ScriptedServer();
        using var client = await server.ConnectAsync();

        await Assert.ThrowsAsync<VimArgumentException>(() => client.InvokeAsync(Vm, "List", arguments => arguments.Write("name", "a\0b"), Cancel));

        Assert.Equal(0, server.Count("List"));
    }

    [Fact]
    public async Task Connect_EsxHost_LacksTheExtensionManager()
    {
        using var client = await new ScriptedServer(Answers.EsxServiceContent).ConnectAsync();

        var error = await Assert.ThrowsAsync<NotSupportedByServerException>(() => client.ExtensionManager.FindExtensionAsync("com.example", Cancel));

        Assert.Contains("VMware ESXi 8.0.3 build-1", error.Message, StringComparison.Ordinal);
        Assert.Contains("ExtensionManager", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_FaultWithStatus500_IsTheFault()
    {
        var server = new ScriptedServer().On("List", (_, _) =>
        {
            var response = ScriptedServer.Xml(Answers.Fault("NotSupported"));
            response.StatusCode = HttpStatusCode.InternalServerError;
            return Task.FromResult(response);
        });
        using var client = await server.ConnectAsync();

        var error = await Assert.ThrowsAsync<VimFaultException>(() => client.InvokeAsync(Vm, "List", null, Cancel));

        Assert.IsType<NotSupported>(error.Fault);
        Assert.Equal("List failed: NotSupported: It went wrong.", error.Message);
    }
}
