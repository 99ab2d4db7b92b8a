using System.Buffers;
using System.Text;
using System.Xml;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Simulator.Sessions;

namespace VsphereConnector.Simulator.Soap;

/// <summary><c>POST /sdk</c>: reads a request, finds session, object and method, lets the rules have their say, and answers.</summary>
internal sealed class SoapEndpoint(
    MethodTable methods,
    InventoryTree inventory,
    SessionStore sessions,
    AuthorizationManager authorization,
    RuleBook rules,
    CallCounters counters,
    TimeSpan latency,
    TimeProvider time)
{
    private const int MaximumRequestBytes = 4 * 1024 * 1024;
    private const string SessionCookie = "vmware_soap_session";

    private static readonly Version NewestVersion = new(8, 0, 0, 0);

    private static readonly XmlWriterSettings WriterSettings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    public async Task HandleAsync(HttpContext http)
    {
        if (await ReadBodyAsync(http) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        using var answer = new MemoryStream();
        var status = await AnswerAsync(http, body, answer);
        if (status == 0)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "text/xml; charset=utf-8";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), http.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaximumRequestBytes)
            return null;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > MaximumRequestBytes)
                return null;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The HTTP status of the answer; 0 where a rule breaks the connection.</summary>
    private async Task<int> AnswerAsync(HttpContext http, ReadOnlyMemory<byte> body, MemoryStream answer)
    {
        try
        {
            var request = SoapRequestReader.Read(body) with { ApiVersion = ApiVersionOf(http.Request.Headers["SOAPAction"].ToString()) };
            var target = VirtualMachineOf(request.Method);
            var effect = rules.Apply(request.Method.Name, target?.Name);
            counters.Count(request.Method.Name, target?.Name);
            await DelayAsync(latency + effect.Delay, http.RequestAborted);
            if (effect.Break == ConnectionBreak.BeforeCall)
                return 0;
            var result = await CallAsync(http, request, effect);
            if (effect.Break == ConnectionBreak.AfterCall)
                return 0;
            Write(answer, writer => writer.Answer(request.Method.Name, result));
            return StatusCodes.Status200OK;
        }
        catch (VimFault fault)
        {
            Write(answer, writer => writer.Fault(fault.Message, fault.Detail));
        }
        catch (SoapRequestException e)
        {
            Write(answer, writer => writer.Fault(e.Message, null));
        }

        return StatusCodes.Status500InternalServerError;
    }

    private async Task<object?> CallAsync(HttpContext http, SoapRequest request, RuleEffect effect)
    {
        var name = request.Method.Name;
        var method = methods.Find(name) ?? throw Fault.InvalidRequest($"Unable to resolve WSDL method name {name}");
        var reference = request.Method.Required("_this").AsReference();
        var session = sessions.Find(http.Request.Cookies[SessionCookie]?.Trim('"'));
        if (session is null && !method.Anonymous)
            throw Fault.NotAuthenticated(reference);
        if (effect.Fault is not null)
            throw Fault.Named(effect.Fault, reference);
        var target = session is not null && reference.Id == session.Collector.Reference.Id ? session.Collector : inventory.Objects.Get(reference);
        if (target.Reference.Type != reference.Type)
            throw Fault.ManagedObjectNotFound(reference);
        if (session is not null && method.Privilege is { } privilege)
            authorization.Demand(session.UserName, EntityOf(request.Method, target), privilege);
        var call = new SoapCall(request, target, session, caller => SetCookie(http, caller), http.RequestAborted);
        session?.Begin();
        try
        {
            return await method.Handler(call);
        }
        finally
        {
            session?.End(time.GetUtcNow());
        }
    }

    /// <summary>The version in a SOAPAction such as <c>"urn:vim25/7.0.3.0"</c>.</summary>
    private static Version ApiVersionOf(string action) =>
        Version.TryParse(action.Trim('"').Split('/')[^1], out var version)
            ? new Version(version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0))
            : NewestVersion;

    private static void SetCookie(HttpContext http, Session? caller) => http.Response.Headers.Append("Set-Cookie", caller is null
        ? $"{SessionCookie}=\"\"; Path=/; Max-Age=0; HttpOnly; Secure"
        : $"{SessionCookie}=\"{caller.Cookie}\"; Path=/; HttpOnly; Secure");

    /// <summary>The virtual machine that a call is about: its object, or the <c>vm</c> argument of a guest operation.</summary>
    private VirtualMachine? VirtualMachineOf(SoapElement method)
    {
        var reference = method.Reference("vm") ?? method.Reference("_this");
        return reference is null ? null : inventory.Objects.Find(reference.Id) as VirtualMachine;
    }

    /// <summary>Where the privilege for a call counts: on the entity that it is made on or names; for anything else on the root folder.</summary>
    private ManagedEntity EntityOf(SoapElement method, ManagedObject target) =>
        target as ManagedEntity ?? EntityNamedBy(method) ?? inventory.RootFolder;

    private ManagedEntity? EntityNamedBy(SoapElement method) =>
        (method.Reference("vm") ?? method.Reference("obj") ?? method.Reference("entity")) is { } reference
            ? inventory.Objects.Get(reference) as ManagedEntity : null;

    private Task DelayAsync(TimeSpan delay, CancellationToken cancellation) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellation) : Task.CompletedTask;

    private static void Write(MemoryStream answer, Action<SoapWriter> write)
    {
        using var xml = XmlWriter.Create(answer, WriterSettings);
        write(new SoapWriter(xml));
    }
}
