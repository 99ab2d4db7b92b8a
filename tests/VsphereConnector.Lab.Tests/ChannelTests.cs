using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The WEB channel between real parts: cuts, restarts, clones.</summary>
[Collection(LabCollection.Name)]
public sealed class ChannelTests(Lab lab) : ProductTest(lab)
{
    private const int Lines = 100;
    private static readonly TimeSpan TaskTimeout = TimeSpan.FromSeconds(60);

    // Leaves a line for each time that it was run, and takes a few seconds.
    private static readonly string Script = FormattableString.Invariant(
        $"echo run >> /root/runs; for i in $(seq {Lines}); do echo line $i; sleep 0.05; done; touch /root/ended");

    [Fact]
    public async Task WhenTheNetworkIsCutDuringATask_ThenItEndsOnceWithItsWholeOutput()
    {
        var guest = await DeployAsync();
        var task = await Administrator.SubmitTaskAsync(guest.Spec.Name, Script, Token);
        await WaitForFileAsync(guest, "/root/runs");

        await guest.CutNetworkAsync(Token);
        await WaitForFileAsync(guest, "/root/ended");
        await guest.RestoreNetworkAsync(Token);

        await AssertWholeAsync(task);
        Assert.Equal("run", await guest.ShellAsync("cat /root/runs", Token));
    }

    [Fact]
    public async Task WhenTheServerIsRestartedDuringATask_ThenItEndsOnceWithItsWholeOutput()
    {
        var guest = await DeployAsync();
        var task = await Administrator.SubmitTaskAsync(guest.Spec.Name, Script, Token);
        await WaitForFileAsync(guest, "/root/runs");

        await Server.KillAsync(Token);
        await WaitForFileAsync(guest, "/root/ended");
        await Server.StartAsync(Token);

        await AssertWholeAsync(task);
        Assert.Equal("run", await guest.ShellAsync("cat /root/runs", Token));
    }

    [Fact]
    public async Task WhenAnEnrolledGuestIsCloned_ThenTheCloneDoesNotTakeItsIdentity()
    {
        var original = await DeployAsync();
        await original.ShutDownAsync(Token);

        var clone = await CloneGuestAsync(original);
        await original.BootAsync(Token);
        await Lab.Vcsim.PowerOnAsync(original, Token);

        await AssertRunsTasksAsync(original);
        Assert.Single(await Administrator.ListConnectorsAsync(Token));

        AssertSuccess(await Administrator.DeployAsync(clone.Spec.Name, Token));
        await AssertRunsTasksAsync(clone);
        await AssertRunsTasksAsync(original);
        Assert.Equal(2, (await Administrator.ListConnectorsAsync(Token)).Count);
    }

    private async Task AssertWholeAsync(OperationView task)
    {
        AssertSuccess(await Administrator.WaitForEndAsync(task.Id, Token));
        var expected = string.Concat(Enumerable.Range(1, Lines).Select(number => FormattableString.Invariant($"line {number}\n")));
        Assert.Equal(expected, await Administrator.ReadOutputAsync(task, Token));
    }

    private static Task WaitForFileAsync(Guest guest, string path) => Eventually.TrueAsync(
        async () => (await guest.RunAsync(Token, "test", "-e", path)).ExitCode == 0,
        () => $"{path} did not come to be in {guest.Spec.Name}", TaskTimeout, Token);
}
