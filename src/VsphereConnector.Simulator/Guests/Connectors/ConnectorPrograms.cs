using System.Text;
using VsphereConnector.Connector;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>Files named <c>vlink</c> run the real connector code.</summary>
internal static class ConnectorPrograms
{
    public static async Task<int> RunAsync(ProgramRun run)
    {
        await using var output = Text(run.Start.Output);
        await using var error = Text(run.Start.Error);
        return await ConnectorProgram.RunAsync(new SimulatedMachine(run), run.Arguments, output, error, run.Cancellation);
    }

    private static StreamWriter Text(Stream stream) => new(stream, new UTF8Encoding(false), bufferSize: 256, leaveOpen: true) { AutoFlush = true };
}
