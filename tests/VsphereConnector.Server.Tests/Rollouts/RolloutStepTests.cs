using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Rollouts;

namespace VsphereConnector.Server.Tests.Rollouts;

public sealed class RolloutStepTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_BeforeTheFirstWave_IsTheCanary() =>
        Assert.Equal(new RolloutStep.Begin(1), RolloutStep.Next(Rollout(), new RolloutProgress { Targets = 10 }, Now));

    [Fact]
    public void Next_WhereACrashCameBetween_RecordsTheOperationsFirst() =>
        Assert.Equal(new RolloutStep.Submit(), RolloutStep.Next(Rollout(wave: 1), new RolloutProgress { Unsubmitted = 1, Open = 1 }, Now));

    [Fact]
    public void Next_WithinTheSoakTime_WaitsUntilItsEnd()
    {
        var rollout = Rollout(wave: 1) with { Soak = TimeSpan.FromMinutes(10) };
        var progress = new RolloutProgress { Succeeded = 1, LastEnd = Now };

        Assert.Equal(new RolloutStep.Wait(Now.AddMinutes(10)), RolloutStep.Next(rollout, progress, Now.AddMinutes(9)));
        Assert.Equal(new RolloutStep.Begin(2), RolloutStep.Next(rollout, progress, Now.AddMinutes(10)));
    }

    [Fact]
    public void Next_AfterTheLastWave_IsTheEnd() =>
        Assert.Equal(new RolloutStep.Finish(), RolloutStep.Next(Rollout(wave: 3), new RolloutProgress { Succeeded = 10 }, Now));

    [Fact]
    public void Next_OneFailureMoreThanAllowed_Stops()
    {
        var rollout = Rollout(wave: 1) with { MaximumFailures = 2 };

        Assert.IsType<RolloutStep.Begin>(RolloutStep.Next(rollout, new RolloutProgress { Failed = 2 }, Now));
        Assert.IsType<RolloutStep.Stop>(RolloutStep.Next(rollout, new RolloutProgress { Failed = 3 }, Now));
        Assert.IsType<RolloutStep.Begin>(RolloutStep.Next(rollout with { Forgiven = 1 }, new RolloutProgress { Failed = 3 }, Now));
    }

    [Fact]
    public void Next_WhateverItsState_BeginsAWaveOnlyWhereTheOneBeforeHasEndedWell() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll<(byte Wave, byte Allowed, RolloutState State), (byte Unsubmitted, byte Open, byte Failed)>((rollout, progress) =>
        {
            var wave = rollout.Wave % 4;
            var step = RolloutStep.Next(
                Rollout(wave) with { MaximumFailures = rollout.Allowed, State = rollout.State },
                new RolloutProgress { Unsubmitted = progress.Unsubmitted % 3, Open = progress.Open % 3, Failed = progress.Failed },
                Now);
            return step is not RolloutStep.Begin begin
                || (rollout.State == RolloutState.Running && begin.Wave == wave + 1 && begin.Wave <= 3
                    && progress.Failed <= rollout.Allowed && progress.Open % 3 == 0 && progress.Unsubmitted % 3 == 0);
        }));

    private static Rollout Rollout(int wave = 0) => new()
    {
        Id = Guid.Empty,
        Kind = OperationKind.UpgradeConnector,
        Timeout = TimeSpan.FromMinutes(1),
        Waves = "1,3,6",
        WaveCount = 3,
        MaximumFailures = 0,
        Soak = TimeSpan.Zero,
        State = RolloutState.Running,
        Wave = wave,
        CreatedAt = Now,
        CreatedBy = "tester",
        Version = 1,
    };
}
