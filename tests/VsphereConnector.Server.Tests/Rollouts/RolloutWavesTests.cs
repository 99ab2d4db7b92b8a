using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Rollouts;

namespace VsphereConnector.Server.Tests.Rollouts;

public sealed class RolloutWavesTests
{
    [Theory]
    [InlineData("1,10%,25%", 20, "1,2,5,5,5,2")]
    [InlineData("5", 12, "5,5,2")]
    [InlineData("1,100%", 4, "1,3")]
    [InlineData("1%", 3, "1,1,1")]
    [InlineData("10", 3, "3")]
    public void Divide_TheLastSizeRepeats(string waves, int targets, string sizes) =>
        Assert.Equal(sizes, string.Join(',', RolloutWaves.TryParse(waves)!.Divide(targets).CountBy(wave => wave).Select(entry => entry.Value)));

    [Fact]
    public void Divide_AnyWavesAndTargets_EachTargetHasOneAndNoWaveIsEmpty() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonEmptyArray<PositiveInt>, PositiveInt, bool>((sizes, targets, percent) =>
        {
            var text = string.Join(',', sizes.Get.Take(RolloutWaves.MostWaves).Select(size => percent ? $"{Math.Min(100, size.Get)}%" : $"{size.Get}"));
            var waves = RolloutWaves.TryParse(text)!;
            var divided = waves.Divide(targets.Get);
            return waves.ToString() == text
                && divided.Count == targets.Get
                && divided[0] == 1
                && divided.Zip(divided.Skip(1)).All(pair => pair.Second - pair.First is 0 or 1);
        }));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("1,,2")]
    [InlineData("half")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void TryParse_WhatIsNoWaves_IsNull(string text) => Assert.Null(RolloutWaves.TryParse(text));

    [Fact]
    public void TryParse_TooManyWaves_IsNull() =>
        Assert.Null(RolloutWaves.TryParse(string.Join(',', Enumerable.Repeat("1", RolloutWaves.MostWaves + 1))));
}
