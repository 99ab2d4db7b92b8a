using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Delay_OfTheDefault_IsOneTwoFourUpToSixty() =>
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(n => RetrySchedule.Default.Delay(n).TotalSeconds));

    [Fact]
    public void Delay_AnyFailures_GrowsAndStaysWithinItsLimits() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<PositiveInt>(failures =>
        {
            var schedule = RetrySchedule.Default;
            var delay = schedule.Delay(failures.Get);
            return delay >= schedule.First && delay <= schedule.Most && schedule.Delay(failures.Get + 1) >= delay;
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Delay_WithoutAFailure_IsRefused(int failures) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Default.Delay(failures));

    [Fact]
    public void Delay_AfterVeryManyFailures_IsStillTheMost() =>
        Assert.Equal(RetrySchedule.Default.Most, RetrySchedule.Default.Delay(int.MaxValue));
}
