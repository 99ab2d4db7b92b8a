using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Demo;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>A fleet with something of everything, so that each view has something to show.</summary>
internal static class BusyFleet
{
    private static readonly (string Path, string Body)[] Added =
    [
        ("credentials", """{"name":"linux-root","kinds":["Guest","Ssh"],"username":"root","password":"guest","scope":{"namePattern":"web-*"} }"""),
        ("credentials", """{"name":"deploy","kinds":["Ssh"],"username":"deploy","password":"very-secret"}"""),
        ("endpoints", """{"name":"edge-01","address":"192.0.2.7","operatingSystem":"Linux","driver":"Ssh","credential":"deploy"}"""),
        ("endpoints", """{"name":"kiosk-17","operatingSystem":"Windows","driver":"None"}"""),
        ("rules", """
            {"name":"web","on":["Cloned","Deployed"],"scope":{"folders":["Production/Web"],"guests":["linux"]},"except":{"names":["*-test"]},
             "action":{"kind":"InstallConnector","timeoutSeconds":900},"guestLogon":"demo","pace":{"atOnce":20,"perHost":2,"perHour":200}}
            """),
        ("rules", """{"name":"keep databases alone","effect":"Ban","scope":{"names":["db-*"]} }"""),
        ("rollouts", """{"kind":"GetStatus","targets":[{"virtualMachine":"web-01"},{"virtualMachine":"web-02"},{"virtualMachine":"app-01"}],"waves":"1,100%"}"""),
    ];

    public static async Task PrepareAsync(DemoFixture demo, string machine)
    {
        await demo.InstallAsync(machine, "web-02", "app-01", "db-01");
        await demo.SampleFleetAsync();
        await demo.UploadAsync(PackageFiles.Agent("metrics"), PackageFiles.Agent("backup", "3.1.4"), PackageFiles.Of("curl_7.88.1-10_amd64.deb", "a patch"));
        using var client = demo.World.Client();
        foreach (var (path, body) in Added)
        {
            await client.PostAsync<JsonElement, JsonElement>($"api/v1/{path}", JsonElement.Parse(body), TestContext.Current.CancellationToken);
        }

        await demo.RunAsync(
            new SubmitOperation
            {
                Kind = nameof(OperationKind.InstallConnector),
                Target = new SubmitTarget { VirtualMachine = "log-archive-01" },
                GuestLogon = new SubmitGuestLogon { Name = DemoWorld.GuestLogon },
            });
    }
}
