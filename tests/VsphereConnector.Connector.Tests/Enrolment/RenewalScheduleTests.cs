using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Enrolment;

namespace VsphereConnector.Connector.Tests.Enrolment;

public sealed class RenewalScheduleTests
{
    private static readonly DateTimeOffset Begins = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Due_OfAnyLife_IsAfterTwoThirdsAndWellBeforeTheEnd() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<PositiveInt, byte>((hours, chance) =>
        {
            var life = TimeSpan.FromHours(hours.Get);
            var due = RenewalSchedule.Due(Begins, Begins + life, chance / 256.0);
            return due >= Begins + (life * 0.66) && due <= Begins + (life * 0.72);
        }));

    [Fact]
    public void Retry_HoweverLittleIsLeft_IsBetweenFiveSecondsAndAnHour() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<int, byte>((minutes, chance) =>
        {
            var retry = RenewalSchedule.Retry(Begins, Begins + TimeSpan.FromMinutes(minutes), chance / 256.0);
            return retry >= TimeSpan.FromSeconds(5) && retry <= TimeSpan.FromHours(1);
        }));
}
