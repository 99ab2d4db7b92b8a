using System.Globalization;
using VsphereConnector.Benchmarks;

// serve and read are the two sides of the comparison, each in a process of its own.
switch (args)
{
    case ["serve", var machines]:
        await CannedVCenter.RunAsync(int.Parse(machines, CultureInfo.InvariantCulture));
        return 0;
    case ["read", var url, var thumbprint, var rounds]:
        await Vim25Reader.RunAsync(new Uri(url), thumbprint, int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    case ["ledger"]:
        await LedgerBenchmark.RunAsync();
        return 0;
    case ["installations", var machines]:
        await InstallationBenchmark.RunAsync(int.Parse(machines, CultureInfo.InvariantCulture));
        return 0;
    case ["pages", var machines]:
        await PageBenchmark.RunAsync(int.Parse(machines, CultureInfo.InvariantCulture));
        return 0;
    case ["vim25"]:
        return await Comparison.RunAsync(machines: 5000);
    case ["fleet", var machines]:
        await FleetBenchmark.RunAsync(int.Parse(machines, CultureInfo.InvariantCulture));
        return 0;
    case ["reconnect", var machines]:
        await FleetBenchmark.RunReconnectAsync(int.Parse(machines, CultureInfo.InvariantCulture));
        return 0;
    case []:
        await FleetBenchmark.RunAsync(machines: 10_000);
        await LedgerBenchmark.RunAsync();
        return await Comparison.RunAsync(machines: 5000);
    default:
        Console.Error.WriteLine(
            """
            Usage: ./build.sh bench                    all that the README states: a fleet of 10,000, the ledger, the vim25 client
                   ./build.sh bench fleet N            installations, rest, calls and a restart with N connectors
                   ./build.sh bench reconnect N        the server is killed: its start, and when N connectors are back
                   ./build.sh bench vim25              the vim25 client beside govmomi on 15 properties of 5,000 VMs
                   ./build.sh bench ledger             submissions, claims and renewals on a real file
                   ./build.sh bench installations N    N installations at once against the simulated vCenter
                   ./build.sh bench pages N            pages of a list of N virtual machines over REST
            """);
        return 2;
}
