using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VsphereConnector.Simulator.Hosting;

/// <summary>The HTTPS listener and its addresses.</summary>
internal static class WebHost
{
    private const string ServiceVersions = """
        <?xml version="1.0" encoding="UTF-8"?>
        <namespaces version="1.0"><namespace><name>urn:vim25</name><version>8.0.3.0</version><priorVersions>
        <version>8.0.2.0</version><version>8.0.1.0</version><version>8.0.0.0</version><version>7.0.3.0</version><version>7.0</version><version>6.7</version><version>6.5</version><version>6.0</version><version>5.5</version></priorVersions></namespace></namespaces>
        """;

    public static WebApplication Build(SimulatorOptions options, SimulatedServices services, ServerCertificate certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(options.ListenAddress, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(certificate.Certificate);
            });
        });
        var application = builder.Build();
        application.MapPost("/sdk", services.Soap.HandleAsync);
        application.MapPost("/sdk/vimService", services.Soap.HandleAsync);
        application.MapGet("/sdk/vimServiceVersions.xml", () => Results.Text(ServiceVersions, "text/xml"));
        application.MapPost("/sts/STSService", services.Tokens.HandleAsync);
        application.MapPost("/api/session", services.Rest.CreateSessionAsync);
        application.MapDelete("/api/session", services.Rest.DeleteSessionAsync);
        application.MapPost("/api/ui/vcenter/session/clone-ticket", services.Rest.CloneTicketAsync);
        services.Tagging.MapTo(application);
        application.MapMethods("/guestFile", ["GET", "PUT"], services.Transfers.HandleAsync);
        return application;
    }
}
