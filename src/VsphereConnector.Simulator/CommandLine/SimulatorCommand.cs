using System.CommandLine;

namespace VsphereConnector.Simulator.CommandLine;

/// <summary>The command line of <c>vsphere-simulator</c>.</summary>
internal static class SimulatorCommand
{
    private const string Description = """
        A vCenter with simulated virtual machines and guests, for trying rules and sizing without a vCenter.

        Examples:
          vsphere-simulator serve --vms 5000 --hosts 20 --port 8989
          vsphere-simulator serve --vms 500 --latency 50ms --rules rules.json

        rules.json, a list of rules:
          [ { "method": "StartProgramInGuest", "virtualMachine": "vm-0001*", "probability": 0.1, "fault": "GuestOperationsUnavailable" },
            { "method": "GuestFilePut", "delay": "00:00:02", "break": "AfterCall", "times": 3 } ]
        """;

    public static RootCommand Create() => new(Description) { ServeCommand.Create() };
}
