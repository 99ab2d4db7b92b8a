using System.CommandLine;
using VsphereConnector.Demo;

var once = new Option<bool>("--once") { Description = "Do the main job once, print the record and exit." };
var fleet = new Option<bool>("--fleet") { Description = "Do every operation on a fleet (--vms, by default 50), print how that went and exit." };
var machines = new Option<int?>("--vms") { Description = "How many virtual machines there are (3-10000); by default 12 for --once, else a company's 42." };
var port = new Option<int>("--port") { Description = "The port of the client shell; 0 takes a free one.", DefaultValueFactory = _ => 0 };
var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address, open no browser." };
machines.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int?>() is < 3 or > 10_000)
    {
        result.AddError("--vms must be from 3 to 10000.");
    }
});
var root = new RootCommand(
    """
    The main job on a simulated vCenter: no vCenter, no root, nothing to install. The server is the real one, and so is the connector's code;
    vCenter and the guests are simulated. Then a stand-in for the vSphere Client opens in the browser, to try the plug-in.
    """)
{
    once, fleet, machines, port, noBrowser,
};
root.SetAction((parsed, cancellationToken) => parsed.GetValue(fleet) ? Demonstration.RunFleetAsync(parsed.GetValue(machines), cancellationToken)
    : parsed.GetValue(once) ? Demonstration.RunOnceAsync(parsed.GetValue(machines), cancellationToken)
    : Demonstration.RunShellAsync(parsed.GetValue(machines), parsed.GetValue(port), !parsed.GetValue(noBrowser), cancellationToken));
return await root.Parse(args).InvokeAsync();
