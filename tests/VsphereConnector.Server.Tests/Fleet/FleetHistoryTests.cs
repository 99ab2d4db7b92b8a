using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Api;

namespace VsphereConnector.Server.Tests.Fleet;

public sealed class FleetHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 2, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Record_TwiceInOneInterval_IsRecordedOnce()
    {
        await using var server = await ApiFixture.StartAsync();
        var database = server.Services.GetRequiredService<Database>();
        await server.Services.AddConnectorAsync("a");
        await server.Services.AddConnectorAsync("b", "Disconnected");
        await server.Services.AddConnectorAsync("c", "Enrolled", "1.1.0");

        var first = await database.WriteAsync(connection => FleetHistory.Record(connection, Start), Cancel);
        var restarted = await database.WriteAsync(connection => FleetHistory.Record(connection, Start.AddMinutes(2)), Cancel);
        var next = await database.WriteAsync(connection => FleetHistory.Record(connection, Start.AddMinutes(3)), Cancel);

        var history = await database.ReadAsync(connection => FleetHistory.Read(connection, Start.AddMinutes(3)), Cancel);
        Assert.Equal((true, false, true), (first, restarted, next));
        Assert.Equivalent(new[] { Sample(Start.AddMinutes(-2)), Sample(Start.AddMinutes(3)) }, history, strict: true);

        static FleetSample Sample(DateTimeOffset at) => new()
        {
            At = at,
            Connected = 1,
            Disconnected = 1,
            Installed = 3,
            Versions = new Dictionary<string, long> { ["1.0.0"] = 2, ["1.1.0"] = 1 },
            Channels = new Dictionary<string, long> { ["WEB"] = 1 },
        };
    }

    [Fact]
    public async Task Record_ForMoreThanAMonth_KeepsADayInDetailAndAMonthByTheHour()
    {
        await using var server = await ApiFixture.StartAsync();
        var database = server.Services.GetRequiredService<Database>();
        var (detailed, end) = (Start.AddDays(32), Start.AddDays(35));

        await database.WriteAsync(
            connection =>
            {
                for (var at = Start; at <= end; at += at < detailed ? TimeSpan.FromHours(1) : FleetHistory.Interval)
                {
                    FleetHistory.Record(connection, at);
                }
            },
            Cancel);

        var history = await database.ReadAsync(connection => FleetHistory.Read(connection, end), Cancel);
        var apart = history.Zip(history.Skip(1), (earlier, later) => (earlier.At, Gap: later.At - earlier.At)).ToList();
        Assert.InRange(history.Count, 29 * 24, (29 * 24) + (25 * 12) + 24);
        Assert.InRange(end - history[0].At, FleetHistory.Kept - TimeSpan.FromHours(1), FleetHistory.Kept);
        Assert.All(apart, pair => Assert.Equal(pair.At < end.AddHours(-25) ? TimeSpan.FromHours(1) : FleetHistory.Interval, pair.Gap));
    }

    [Fact]
    public async Task WhenTimeGoesOn_ThenTheSamplerRecordsEachIntervalOnceAlsoAfterARestart()
    {
        await using var server = await ApiFixture.StartAsync();
        var database = server.Services.GetRequiredService<Database>();
        var time = new ManualTimeProvider();
        await SampleAsync(database, time, 2);

        await SampleAsync(database, time, 4);

        var history = await ReadAsync(database, time);
        Assert.Equal(history.Select(sample => sample.At).Distinct().Order(), history.Select(sample => sample.At));
        Assert.All(history, sample => Assert.Equal(0, sample.At.UtcTicks % FleetHistory.Interval.Ticks));
    }

    // The sampler sets its timer when it comes to it.
    private static async Task SampleAsync(Database database, ManualTimeProvider time, int samples)
    {
        using var sampler = new FleetSampler(database, time, NullLogger<FleetSampler>.Instance);
        await sampler.StartAsync(Cancel);
        while ((await ReadAsync(database, time)).Count < samples)
        {
            time.Advance(FleetHistory.Interval);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        await sampler.StopAsync(Cancel);
    }

    private static Task<IReadOnlyList<FleetSample>> ReadAsync(Database database, TimeProvider time) =>
        database.ReadAsync(connection => FleetHistory.Read(connection, time.GetUtcNow()), Cancel);
}
