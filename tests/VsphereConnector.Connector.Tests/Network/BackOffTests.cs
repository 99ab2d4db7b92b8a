using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Network;

namespace VsphereConnector.Connector.Tests.Network;

public sealed class BackOffTests
{
    [Fact]
    public void Delay_OfAnyFailures_IsBetweenZeroAndTheCeiling() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonNegativeInt, byte>((failures, chance) =>
        {
            var delay = BackOff.Delay(failures.Get, chance / 256.0);
            return delay >= TimeSpan.Zero && delay < BackOff.Ceiling(failures.Get) + TimeSpan.FromTicks(1);
        }));

    [Fact]
    public void Ceiling_OfMoreFailures_IsNotShorterAndNeverMoreThanAMinute() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonNegativeInt>(failures =>
            BackOff.Ceiling(failures.Get) <= BackOff.Ceiling(failures.Get + 1) && BackOff.Ceiling(failures.Get) <= BackOff.Longest));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 8)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Ceiling_Doubles_UntilAMinute(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), BackOff.Ceiling(failures));
}
