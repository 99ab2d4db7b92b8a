using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class DeploymentBudgetTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_TheSameVirtualMachine_WaitsForTheFirst()
    {
        var budget = new DeploymentBudget(perHost: 10, perVCenter: 10);
        var first = await budget.EnterAsync("vc", "esx", "vm-1", Cancel);

        var second = budget.EnterAsync("vc", "esx", "vm-1", Cancel);

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task EnterAsync_AFullHost_HoldsNoPlaceOfTheVCenter()
    {
        var budget = new DeploymentBudget(perHost: 1, perVCenter: 2);
        using var first = await budget.EnterAsync("vc", "esx-1", "vm-1", Cancel);
        var waiting = budget.EnterAsync("vc", "esx-1", "vm-2", Cancel);

        using var elsewhere = await budget.EnterAsync("vc", "esx-2", "vm-3", Cancel);

        Assert.False(waiting.IsCompleted);
        first.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task EnterAsync_WhenCancelledWhileWaiting_GivesBackWhatItHeld()
    {
        var budget = new DeploymentBudget(perHost: 1, perVCenter: 1);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = await budget.EnterAsync("vc", "esx-1", "vm-1", Cancel);
        var waiting = budget.EnterAsync("vc", "esx-2", "vm-2", cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.Dispose();
        (await budget.EnterAsync("vc", "esx-2", "vm-2", Cancel)).Dispose();
    }

    [Fact]
    public async Task StepAside_LeavesTheHostAndNotTheMachine()
    {
        var budget = new DeploymentBudget(perHost: 1, perVCenter: 1);
        using var first = await budget.EnterAsync("vc", "esx", "vm-1", Cancel);
        var same = budget.EnterAsync("vc", "esx", "vm-1", Cancel);
        var other = budget.EnterAsync("vc", "esx", "vm-2", Cancel);

        first.StepAside();

        (await other).Dispose();
        Assert.False(same.IsCompleted);
        await first.ReturnAsync(Cancel);
        Assert.False(same.IsCompleted);
        first.Dispose();
        (await same).Dispose();
    }

    [Fact]
    public async Task ReturnAsync_ComesBeforeWhoHasNotBegun()
    {
        var budget = new DeploymentBudget(perHost: 1, perVCenter: 1);
        using var first = await budget.EnterAsync("vc", "esx", "vm-1", Cancel);
        first.StepAside();
        var second = await budget.EnterAsync("vc", "esx", "vm-2", Cancel);
        var third = budget.EnterAsync("vc", "esx", "vm-3", Cancel);
        var back = first.ReturnAsync(Cancel);

        second.Dispose();

        await back;
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task ReturnAsync_WhenCancelledWhileWaiting_KeepsNothing()
    {
        var budget = new DeploymentBudget(perHost: 1, perVCenter: 1);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = await budget.EnterAsync("vc", "esx", "vm-1", Cancel);
        first.StepAside();
        var second = await budget.EnterAsync("vc", "esx", "vm-2", Cancel);
        var back = first.ReturnAsync(cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => back);
        first.Dispose();
        second.Dispose();
        (await budget.EnterAsync("vc", "esx", "vm-1", Cancel)).Dispose();
    }
}
