using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Tests.Triggers;

public sealed class MaintenanceScheduleTests
{
    [Theory]
    [InlineData("2026-01-31T21:59:00+01:00", false)]
    [InlineData("2026-01-31T22:00:00+01:00", true)]
    [InlineData("2026-02-01T03:59:59+01:00", true)]
    [InlineData("2026-02-01T04:00:00+01:00", false)]
    [InlineData("2026-02-01T22:30:00+01:00", false)]
    public void IsOpen_AWindowOverMidnight_BelongsToTheDayOnWhichItBegins(string moment, bool open) =>
        Assert.Equal(open, Schedule("Europe/Berlin", "22:00", "04:00", DayOfWeek.Saturday).IsOpen(At(moment)));

    // In Berlin clocks go from 02:00 to 03:00 on 2026-03-29 and from 03:00 to 02:00 on 2026-10-25.
    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false)]
    [InlineData("2026-03-29T01:00:00Z", true)]
    [InlineData("2026-03-29T01:59:00Z", true)]
    [InlineData("2026-03-29T02:00:00Z", false)]
    [InlineData("2026-10-24T23:59:00Z", false)]
    [InlineData("2026-10-25T00:00:00Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T00:59:00Z", true)]
    [InlineData("2026-10-25T01:00:00Z", false)]
    [InlineData("2026-10-25T01:30:00Z", true)]
    [InlineData("2026-10-25T02:59:00Z", true)]
    [InlineData("2026-10-25T03:00:00Z", false)]
    public void IsOpen_WhereClocksAreMoved_GoesByWhatTheyShow(string moment, bool open) =>
        Assert.Equal(open, Schedule("Europe/Berlin", "02:30", "04:00").IsOpen(At(moment)));

    [Theory]
    [InlineData("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T01:10:20Z", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T00:40:00Z", "2026-10-25T00:40:00Z")]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-02T00:30:00Z")]
    public void NextOpening_AnyMoment_IsTheFirstOneThatIsOpen(string moment, string opening) =>
        Assert.Equal(At(opening), Schedule("Europe/Berlin", "02:30", "04:00").NextOpening(At(moment)));

    [Fact]
    public void NextOpening_OnOneDayOfTheWeek_IsWithinEightDays() =>
        Assert.Equal(At("2026-02-07T21:00:00Z"), Schedule("Europe/Berlin", "22:00", "22:00", DayOfWeek.Saturday).NextOpening(At("2026-02-01T21:00:00Z")));

    [Fact]
    public void NextOpening_AnyWindow_IsOpenAndNothingBeforeItIs() => Prop.ForAll(
        Gen.Choose(0, 400 * 24 * 60).ToArbitrary(), Gen.Choose(0, 1439).ToArbitrary(), Gen.Choose(1, 1439).ToArbitrary(), (minutes, from, length) =>
        {
            var moment = At("2026-01-01T00:00:00Z").AddMinutes(minutes);
            var schedule = Schedule("America/New_York", Clock(from), Clock((from + length) % 1440));

            var opening = schedule.NextOpening(moment)!.Value;

            Assert.True(schedule.IsOpen(opening));
            Assert.True(opening == moment || !schedule.IsOpen(opening.AddMinutes(-1)));
            Assert.InRange(opening, moment, moment.AddHours(49));
        }).QuickCheckThrowOnFailure();

    private static string Clock(int minutes) => new TimeOnly(minutes / 60, minutes % 60).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static MaintenanceSchedule Schedule(string zone, string from, string to, params DayOfWeek[] days) =>
        new() { TimeZone = zone, Windows = [new MaintenanceWindow { Days = days, From = from, To = to }] };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
