using VsphereConnector.Simulator.CommandLine;

namespace VsphereConnector.Simulator.Tests.CommandLine;

public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("serve --vms -1", "--vms must be from 0 to 200000.")]
    [InlineData("serve --hosts 0", "--hosts must be from 1 to 10000.")]
    [InlineData("serve --latency fast", "'fast' is no duration such as 50ms or 2s.")]
    [InlineData("serve --listen here", "'here' is no IP address.")]
    [InlineData("serve --rules /no/such/file", "/no/such/file")]
    public void Parse_WrongValue_SaysWhatIsWanted(string commandLine, string complaint) =>
        Assert.Contains(SimulatorCommand.Create().Parse(commandLine).Errors, error => error.Message.Contains(complaint, StringComparison.Ordinal));

    [Theory]
    [InlineData("50ms", 50)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("5", null)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("99999999999999999999s", null)]
    public void TryParse_Duration_IsReadOrRefused(string text, int? milliseconds) =>
        Assert.Equal(milliseconds, DurationText.TryParse(text, out var duration) ? (int)duration.TotalMilliseconds : null);

    [Fact]
    public async Task Serve_UntilItIsInterrupted_TellsWhereAndHowToLogIn()
    {
        using var interrupted = new CancellationTokenSource();
        await using var output = new SignallingWriter("Press Ctrl+C", interrupted);
        var parsed = SimulatorCommand.Create().Parse("serve --vms 3 --port 0");
        var exitCode = await parsed.InvokeAsync(new() { Output = output, ProcessTerminationTimeout = null }, interrupted.Token);
        Assert.Equal(0, exitCode);
        Assert.Contains("Guests       3, log on as root", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Interrupts the command once it has said all.</summary>
    private sealed class SignallingWriter(string last, CancellationTokenSource interrupt) : StringWriter
    {
        public override async Task FlushAsync()
        {
            if (ToString().Contains(last, StringComparison.Ordinal))
                await interrupt.CancelAsync();
        }
    }
}
