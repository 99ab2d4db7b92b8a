using System.CommandLine;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>configure</c>: how connectors work.</summary>
internal static class ConfigureCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<string[]?> ServerUrls = new("--server-url") { Description = "An address of the server for connectors; repeated in order of preference.", HelpName = "url" };

    private static readonly Option<string?> Proxy = new("--proxy") { Description = "A proxy between connector and server, such as http://proxy:3128.", HelpName = "url" };

    private static readonly Option<int?> KeepAlive = new("--keep-alive") { Description = "How often a quiet channel is pinged, in seconds (5-300).", HelpName = "seconds" };

    private static readonly Option<ConnectorLogLevel?> LogLevel = new("--log-level") { Description = "The least that the connector's log records." };

    private static readonly Option<bool?> Throttle = new("--throttle") { Description = "Whether the limits of processor and memory are enforced (true or false)." };

    private static readonly Option<int?> MaxCpu = new("--max-cpu") { Description = "How much of the processors connector and agents may use (1-100).", HelpName = "percent" };

    private static readonly Option<long?> MaxMemory = new("--max-memory") { Description = "How much memory connector and agents may use (from 65536).", HelpName = "KiB" };

    private static readonly Option<string?> TempFolder = new("--work-temp-folder") { Description = "The temp folder of tasks and agents: a full path.", HelpName = "path" };

    private static readonly Option<string[]> Reset = new("--reset") { Description = "A key that goes back to its default, such as proxy; may be repeated.", HelpName = "key" };

    private static readonly Option<int> Trial = new("--trial")
    {
        Description = "How long the connector may take to reach the server after the change, before it takes it back (5-600).",
        HelpName = "seconds",
        DefaultValueFactory = _ => ChangeConfigurationParameters.DefaultTrialSeconds,
    };

    public static Command Create() => new Command(
        "configure",
        """
        Changes how connectors work: all that is given, or nothing. A connector that does not reach the server afterwards takes the change back.

        Examples:
          vsphere-connector configure web-01 --log-level Debug --keep-alive 60
          vsphere-connector configure web-01 web-02 --proxy http://proxy:3128 --trial 30
          vsphere-connector configure web-01 --reset proxy --reset logLevel
        """)
    {
        Machines, ServerUrls, Proxy, KeepAlive, LogLevel, Throttle, MaxCpu, MaxMemory, TempFolder, Reset, Trial,
    }.WithSubmission(Machines, parsed => SubmissionArguments.Operation(OperationKind.ChangeConfiguration, new ChangeConfigurationParameters
    {
        ServerUrls = parsed.GetValue(ServerUrls) is { Length: > 0 } urls ? urls : null,
        Proxy = parsed.GetValue(Proxy),
        KeepAliveSeconds = parsed.GetValue(KeepAlive),
        LogLevel = parsed.GetValue(LogLevel),
        EndPointThrottlingEnabled = parsed.GetValue(Throttle),
        MaxCpuPercent = parsed.GetValue(MaxCpu),
        MaxMemoryKB = parsed.GetValue(MaxMemory),
        TempFolder = parsed.GetValue(TempFolder),
        Reset = parsed.GetValue(Reset) ?? [],
        TrialSeconds = parsed.GetValue(Trial),
    }));
}
