using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace VsphereConnector.Simulator.Tests.Soap;

public sealed class SoapFuzzTests : VCenterTest
{
    private const string Head = """<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>""";
    private const string Tail = "</e:Body></e:Envelope>";

    private static readonly string[] Requests =
    [
        """<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>""",
        """<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>a</userName><password>b</password></Login>""",
        """<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>Folder</type><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj><selectSet xsi:type="TraversalSpec"><name>a</name><type>Folder</type><path>childEntity</path><selectSet><name>a</name></selectSet></selectSet></objectSet></specSet><options><maxObjects>1</maxObjects></options></RetrievePropertiesEx>""",
        """<WaitForUpdatesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><version>1</version><options><maxWaitSeconds>0</maxWaitSeconds></options></WaitForUpdatesEx>""",
        """<StartProgramInGuest xmlns="urn:vim25"><_this type="GuestProcessManager">guestOperationsProcessManager</_this><vm type="VirtualMachine">vm-101</vm><auth xsi:type="NamePasswordAuthentication"><interactiveSession>false</interactiveSession><username>root</username><password>guest</password></auth><spec><programPath>/bin/sh</programPath><arguments>-c 'echo'</arguments></spec></StartProgramInGuest>""",
        """<ListFilesInGuest xmlns="urn:vim25"><_this type="GuestFileManager">guestOperationsFileManager</_this><vm type="VirtualMachine">vm-101</vm><auth xsi:type="NamePasswordAuthentication"><interactiveSession>false</interactiveSession><username>root</username><password>guest</password></auth><filePath>/tmp</filePath><matchPattern>[a-z]</matchPattern></ListFilesInGuest>""",
        """<PostEvent xmlns="urn:vim25"><_this type="EventManager">EventManager</_this><eventToPost xsi:type="EventEx"><eventTypeId>x</eventTypeId><arguments><key>k</key><value xsi:type="xsd:string">v</value></arguments></eventToPost></PostEvent>""",
    ];

    private HttpClient _http = null!;

    protected override SimulatorOptions Options => new() { VirtualMachines = 1 };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _http = new HttpClient(new SocketsHttpHandler
        {
            Expect100ContinueTimeout = Timeout.InfiniteTimeSpan,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == VCenter.Sha256Thumbprint.Replace(":", "", StringComparison.Ordinal) },
        });
        using var login = await PostAsync(Encoding.UTF8.GetBytes($"""{Head}<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>{User}</userName><password>{Password}</password></Login>{Tail}"""));
        login.EnsureSuccessStatusCode();
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public void Post_AnyMutationOfARequest_IsAnsweredInXml()
    {
        var mutation = from request in Gen.Elements(Requests)
                       from at in Gen.Choose(0, request.Length - 1)
                       from length in Gen.Choose(0, 12)
                       from insert in Gen.Elements("", "<", "&lt;", "\0", "9999999999", "-1", "<x/>", "\"", "é", "</", "xsi:type", request)
                       select Head + request[..at] + insert + request[Math.Min(request.Length, at + length)..] + Tail;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(mutation.ToArbitrary(), text => IsAnswered(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Post_AnyBytes_IsAnsweredInXml() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll<byte[]>(IsAnswered));

    [Fact]
    public async Task Post_ADocumentType_IsRefused()
    {
        using var answer = await PostAsync(Encoding.UTF8.GetBytes("<!DOCTYPE x [<!ENTITY a \"aaaa\">]>" + Head + Requests[0] + Tail));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("DTD", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TooDeepOrTooLong_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100)) + string.Concat(Enumerable.Repeat("</a>", 100));
        using var nested = await PostAsync(Encoding.UTF8.GetBytes(Head + deep + Tail));
        Assert.Equal(HttpStatusCode.InternalServerError, nested.StatusCode);
        using var tooLong = await PostAsync(new byte[(4 * 1024 * 1024) + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong.StatusCode);
    }

    private bool IsAnswered(byte[] body)
    {
        using var answer = PostAsync(body).GetAwaiter().GetResult();
        var text = answer.Content.ReadAsStringAsync(Cancellation).GetAwaiter().GetResult();
        return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError && System.Xml.Linq.XDocument.Parse(text).Root!.Name.LocalName == "Envelope";
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, VCenter.SdkUri) { Content = new ByteArrayContent(body) };
        request.Headers.ExpectContinue = true; // so that it hears a refusal before it sends all that
        return await _http.SendAsync(request, Cancellation);
    }
}
