using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VsphereConnector.Benchmarks;

/// <summary>An HTTPS server whose answers are bytes made beforehand, so that the readers alone are measured.</summary>
internal static class CannedVCenter
{
    private static readonly string[] Methods =
        ["RetrieveServiceContent", "CreateContainerView", "RetrievePropertiesEx", "RetrieveProperties", "DestroyView", "Login", "Logout"];

    public static async Task RunAsync(int machines)
    {
        using var certificate = MakeCertificate();
        var answers = MakeAnswers(machines);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(certificate)));
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, answers));
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"{app.Urls.First()}/sdk {certificate.GetCertHashString(HashAlgorithmName.SHA1)} {answers["RetrievePropertiesEx"].Length}");
        await Console.In.ReadLineAsync();
    }

    private static async Task AnswerAsync(HttpContext context, Dictionary<string, byte[]> answers)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = await reader.ReadToEndAsync();
        var method = Methods.FirstOrDefault(name => request.Contains($"<{name} ", StringComparison.Ordinal));
        if (method is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = answers[method].Length;
        await context.Response.Body.WriteAsync(answers[method]);
    }

    private static Dictionary<string, byte[]> MakeAnswers(int machines)
    {
        var objects = Enumerable.Range(0, machines).Select(Properties).ToList();
        return new Dictionary<string, byte[]>
        {
            ["RetrieveServiceContent"] = Envelope("RetrieveServiceContent", """
                <returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>
                <viewManager type="ViewManager">ViewManager</viewManager><about><name>VMware vCenter Server</name><fullName>Canned</fullName><vendor>-</vendor>
                <version>8.0.3</version><build>1</build><osType>linux-x64</osType><productLineId>vpx</productLineId><apiType>VirtualCenter</apiType>
                <apiVersion>8.0.3.0</apiVersion></about><sessionManager type="SessionManager">SessionManager</sessionManager></returnval>
                """),
            ["CreateContainerView"] = Envelope("CreateContainerView", """<returnval type="ContainerView">view-1</returnval>"""),
            ["RetrievePropertiesEx"] = Envelope("RetrievePropertiesEx", $"<returnval>{string.Concat(objects.Select(vm => $"<objects>{vm}</objects>"))}</returnval>"),
            ["RetrieveProperties"] = Envelope("RetrieveProperties", string.Concat(objects.Select(vm => $"<returnval>{vm}</returnval>"))),
            ["DestroyView"] = Envelope("DestroyView", ""),
            ["Login"] = Envelope("Login", """
                <returnval><key>52</key><userName>u</userName><fullName>u</fullName><loginTime>2026-01-02T03:04:05Z</loginTime>
                <lastActiveTime>2026-01-02T03:04:05Z</lastActiveTime><locale>en</locale><messageLocale>en</messageLocale></returnval>
                """),
            ["Logout"] = Envelope("Logout", ""),
        };
    }

    private static string Properties(int number)
    {
        var xml = new StringBuilder(2048);
        xml.Append(CultureInfo.InvariantCulture, $"""<obj type="VirtualMachine">vm-{number}</obj>""");
        foreach (var path in MeasuredProperties.Paths)
            xml.Append("<propSet><name>").Append(path).Append("</name>").Append(Value(path, number)).Append("</propSet>");
        return xml.ToString();
    }

    private static string Value(string path, int number) => path switch
    {
        "parent" => """<val type="Folder" xsi:type="ManagedObjectReference">group-v3</val>""",
        "runtime.host" => Text($"""<val type="HostSystem" xsi:type="ManagedObjectReference">host-{number % 100}</val>"""),
        "config.template" => """<val xsi:type="xsd:boolean">false</val>""",
        "guest.guestOperationsReady" => """<val xsi:type="xsd:boolean">true</val>""",
        "runtime.powerState" => """<val xsi:type="VirtualMachinePowerState">poweredOn</val>""",
        "runtime.connectionState" => """<val xsi:type="VirtualMachineConnectionState">connected</val>""",
        "guest.toolsRunningStatus" => """<val xsi:type="xsd:string">guestToolsRunning</val>""",
        "guest.toolsVersionStatus2" => """<val xsi:type="xsd:string">guestToolsUnmanaged</val>""",
        "guest.guestFamily" => """<val xsi:type="xsd:string">linuxGuest</val>""",
        "config.guestId" => """<val xsi:type="xsd:string">ubuntu64Guest</val>""",
        "guest.ipAddress" => Text($"""<val xsi:type="xsd:string">10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}</val>"""),
        "config.uuid" or "config.instanceUuid" => Text($"""<val xsi:type="xsd:string">50{number:x6}-1111-2222-3333-{number:x12}</val>"""),
        _ => Text($"""<val xsi:type="xsd:string">machine-{number:d5}</val>"""),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static byte[] Envelope(string method, string content) => Encoding.UTF8.GetBytes($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><{method}Response xmlns="urn:vim25">{content}</{method}Response></soapenv:Body></soapenv:Envelope>
        """);

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(from, from.AddYears(50));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
