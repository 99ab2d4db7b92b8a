using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The server dies in the middle of an installation, at one exact call, and is started again.</summary>
[Collection(LabCollection.Name)]
public sealed class ResumeTests(Lab lab) : ProductTest(lab)
{
    private static readonly string[] Steps = ["queued", "started", "readiness", "work-folder", "upload", "start", "clean-up"];
    private static readonly TimeSpan HoldTimeout = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("MakeDirectoryInGuest", HoldMoment.After)]
    [InlineData("InitiateFileTransferToGuest", HoldMoment.After)]
    [InlineData("PUT", HoldMoment.After)]
    [InlineData("StartProgramInGuest", HoldMoment.Before)]
    [InlineData("StartProgramInGuest", HoldMoment.After)]
    [InlineData("InitiateFileTransferFromGuest", HoldMoment.After)]
    [InlineData("DeleteDirectoryInGuest", HoldMoment.Before)]
    [InlineData("DeleteDirectoryInGuest", HoldMoment.After)]
    public async Task WhenServerIsKilledDuringInstallation_ThenItResumesWithOneInstallation(string method, HoldMoment moment)
    {
        var guest = await BootGuestAsync();
        await Lab.Vcsim.HoldAsync(method, moment, Token);
        var submitted = await Administrator.SubmitDeploymentAsync(guest.Spec.Name, Token);
        await WaitForHeldAsync();

        await Server.KillAsync(Token);
        await Server.StartAsync(Token);

        var ended = await Administrator.WaitForEndAsync(submitted.Id, Token);
        AssertSuccess(ended);
        AssertRecordIsComplete(ended);
        await InstalledConnector.AssertSoundAsync(guest, Token);
        Assert.Single(await Administrator.ListConnectorsAsync(Token));
        Assert.Single(Server.Log.Split('\n'), line => line.Contains(" enrolled as ", StringComparison.Ordinal));
        Assert.Single(await Administrator.ListOperationsAsync(Token));
        await AssertRunsTasksAsync(guest);
    }

    // Every step once begun is there, before and after the restart, and so is every attempt with its end.
    private static void AssertRecordIsComplete(OperationView ended)
    {
        var steps = ended.Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("step").GetString()).ToList();
        Assert.Equal(Steps, Steps.Where(steps.Contains));
        var attempts = ended.Json.GetProperty("attempts").EnumerateArray().ToList();
        Assert.NotEmpty(attempts);
        Assert.All(attempts, attempt => Assert.True(attempt.TryGetProperty("outcome", out _), attempt.ToString()));
    }

    private async Task WaitForHeldAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(HoldTimeout);
        try
        {
            await Lab.Vcsim.WaitForHeldAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!Token.IsCancellationRequested)
        {
            throw new TimeoutException("The installation did not come to the call at which the server is to be killed.", e);
        }
    }
}
