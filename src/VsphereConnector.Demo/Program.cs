using System.CommandLine;
using VsphereConnector.Demo;

var once = new Option<bool>("--once") { Description = "Do the main job once, print the record and exit." };
var machines = new Option<int>("--vms") { Description = "How many virtual machines there are (3-10000).", DefaultValueFactory = _ => 12 };
machines.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 3 or > 10_000)
    {
        result.AddError("--vms must be from 3 to 10000.");
    }
});
var root = new RootCommand(
    """
    The main job on a simulated vCenter: no vCenter, no root, nothing to install. The server is the real one, and so is the connector's code;
    vCenter and the guests are simulated.
    """)
{
    once, machines,
};
root.SetAction((parsed, cancellationToken) => Demonstration.RunAsync(parsed.GetValue(machines), parsed.GetValue(once), cancellationToken));
return await root.Parse(args).InvokeAsync();
