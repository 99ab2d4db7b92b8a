using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>How the connector starts programs of Windows, and what it limits them to, in Wine.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class WindowsProcessTests(Lab lab) : WindowsTest(lab)
{
    private const string Agents = "Program Files/Intigua/Intigua-Libs", Manifest = """
        {"name":"hooked","version":"1.0","operatingSystem":"windows","architecture":"x64","preloadLibrary":"lib/preload.dll",
         "commands":{"install":{"program":"cmd.exe","arguments":["/d","/c","dir >nul"]},
                     "start":{"program":"cmd.exe","arguments":["/d","/c","ping -n 777 127.0.0.1 >nul"]}},
         "limits":{"startSeconds":1,"stopSeconds":1}}
        """;

    [Fact]
    public async Task WhenAnAgentHasALibrary_ThenItIsInItsProcessBeforeThatRuns_AndWhatCannotBeLoadedIsRefused()
    {
        var library = await WindowsLibrary.MakeAsync(Token);
        await using var guest = await DeployToWindowsAsync();

        await AssertRefusedAsync(guest, WindowsLibrary.For32Bits(library), "agent-library-for-another-architecture");
        await AssertRefusedAsync(guest, "no library"u8.ToArray(), "agent-library-for-another-architecture");
        await AssertRefusedAsync(guest, await WindowsLibrary.MakeAsync(Token, "-DREFUSES"), "agent-library-not-loaded");
        await AssertRefusedAsync(guest, await WindowsLibrary.MakeAsync(Token, "-DNEEDS_ANOTHER"), "agent-library-not-loaded");

        await InstallAgentAsync(guest, Package(library));

        // The install command runs without it.
        var loadedInto = await File.ReadAllTextAsync(Path.Combine(guest.Layer, Agents, "hooked", "preloaded.txt"), Token);
        Assert.EndsWith(@"\cmd.exe", loadedInto, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(await guest.ProcessesAsync(Token), IsOfTheAgent);
        await OperateAsync(guest.Spec.Name, "UninstallAgent", new { Name = "hooked" });
        Assert.DoesNotContain(await guest.ProcessesAsync(Token), IsOfTheAgent);
        Assert.Empty(guest.Written(Agents));
    }

    /// <summary>Wine lets a process have a job, and keeps no limits in it: what is not enforced is said.</summary>
    [Fact]
    public async Task WhenLimitsAreSetThatTheSystemDoesNotKeep_ThenTheResultSaysSoAndTheConnectorWorksOn()
    {
        await using var guest = await DeployToWindowsAsync();
        var name = guest.Spec.Name;

        var limited = await OperateAsync(name, "ChangeConfiguration", new { EndPointThrottlingEnabled = true, MaxCpuPercent = 20, MaxMemoryKB = 500_000 });
        var notes = limited.Result.GetProperty("notes").EnumerateArray().Select(note => note.GetString()).ToList();
        Assert.Collection(
            notes,
            note => Assert.StartsWith("The limit on processors is recorded, but not enforced: ", note, StringComparison.Ordinal),
            note => Assert.StartsWith("The limit on memory is recorded, but not enforced: ", note, StringComparison.Ordinal));

        AssertSuccess(await Administrator.RunTaskAsync(name, "hostname", Token));
        var lifted = await OperateAsync(name, "ChangeConfiguration", new { EndPointThrottlingEnabled = false });
        Assert.Empty(lifted.Result.GetProperty("notes").EnumerateArray());
    }

    private async Task AssertRefusedAsync(WineGuest guest, byte[] library, string code)
    {
        var refused = await TryInstallAgentAsync(guest, Package(library));
        Assert.True(refused.ExitCode == 1 && refused.Output.Contains($"\"{code}\"", StringComparison.Ordinal), refused.Describe());
        Assert.DoesNotContain(await guest.ProcessesAsync(Token), IsOfTheAgent);
        Assert.DoesNotContain(guest.Written(Agents), path => path.EndsWith("preloaded.txt", StringComparison.Ordinal));
    }

    private static bool IsOfTheAgent(string process) => process.Contains("ping -n 777 127.0.0.1", StringComparison.Ordinal);

    private static byte[] Package(byte[] library) => AgentZip.Of(Manifest, ("lib/preload.dll", library));
}
