using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>How the connector starts programs of Windows, and what it limits them to, in Wine.</summary>
[Collection(WindowsLabCollection.Name)]
public sealed class WindowsProcessTests(Lab lab) : ProductTest(lab)
{
    private const string Agents = "Program Files/Intigua/Intigua-Libs", Manifest = """
        {"name":"hooked","version":"1.0","operatingSystem":"windows","architecture":"x64","preloadLibrary":"lib/preload.dll",
         "commands":{"install":{"program":"cmd.exe","arguments":["/d","/c","dir >nul"]},
                     "start":{"program":"cmd.exe","arguments":["/d","/c","ping -n 777 127.0.0.1 >nul"]}},
         "limits":{"startSeconds":1,"stopSeconds":1}}
        """;

    private protected override bool NeedsWindows => true;

    [Fact]
    public async Task WhenAnAgentHasALibrary_ThenItIsInItsProcessBeforeThatRuns_AndWhatCannotBeLoadedIsRefused()
    {
        var library = await WindowsLibrary.MakeAsync(Token);
        var guest = await DeployWindowsAsync();

        await AssertRefusedAsync(guest, WindowsLibrary.For32Bits(library), "agent-library-for-another-architecture");
        await AssertRefusedAsync(guest, "no library"u8.ToArray(), "agent-library-for-another-architecture");
        await AssertRefusedAsync(guest, await WindowsLibrary.MakeAsync(Token, "-DREFUSES"), "agent-library-not-loaded");
        await AssertRefusedAsync(guest, await WindowsLibrary.MakeAsync(Token, "-DNEEDS_ANOTHER"), "agent-library-not-loaded");

        AssertSuccess(await InstallAsync(guest, library));

        // The install command runs without it.
        var loadedInto = await File.ReadAllTextAsync(Path.Combine(guest.Layer, Agents, "hooked", "preloaded.txt"), Token);
        Assert.EndsWith(@"\cmd.exe", loadedInto, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(await guest.ProcessesAsync(Token), IsOfTheAgent);
        AssertSuccess(await Administrator.OperateAsync(guest.Spec.Name, "UninstallAgent", new { Name = "hooked" }, Token));
        Assert.DoesNotContain(await guest.ProcessesAsync(Token), IsOfTheAgent);
        Assert.Empty(guest.Written(Agents));
    }

    /// <summary>Wine lets a process have a job, and keeps no limits in it: what is not enforced is said.</summary>
    [Fact]
    public async Task WhenLimitsAreSetThatTheSystemDoesNotKeep_ThenTheResultSaysSoAndTheConnectorWorksOn()
    {
        var guest = await DeployWindowsAsync();

        var limited = await NotesAsync(guest, new { EndPointThrottlingEnabled = true, MaxCpuPercent = 20, MaxMemoryKB = 500_000 });
        Assert.Collection(
            limited,
            note => Assert.StartsWith("The limit on processors is recorded, but not enforced: ", note, StringComparison.Ordinal),
            note => Assert.StartsWith("The limit on memory is recorded, but not enforced: ", note, StringComparison.Ordinal));

        AssertSuccess(await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token));
        Assert.Empty(await NotesAsync(guest, new { EndPointThrottlingEnabled = false }));
    }

    /// <summary>In Wine no process is SYSTEM, who alone may do it: what is seen is that nothing runs, and what is said.</summary>
    [Fact]
    public async Task WhenATaskIsToRunAsAnotherAccount_ThenItIsSaidWhyItDoesNot()
    {
        var guest = await DeployWindowsAsync();

        Assert.Equal("account-unknown", (await RunAsync(guest, "nobody-there")).ErrorCode);
        Assert.Equal("run-as-not-permitted", (await RunAsync(guest, "LocalService")).ErrorCode);

        AssertSuccess(await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token));
        Assert.DoesNotContain("ran", guest.Written(""));
    }

    private async Task<List<string>> NotesAsync(WineGuest guest, object change)
    {
        var changed = await Administrator.OperateAsync(guest.Spec.Name, "ChangeConfiguration", change, Token);
        AssertSuccess(changed);
        return [.. changed.Result.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];
    }

    private Task<OperationView> RunAsync(WineGuest guest, string account) =>
        Administrator.OperateAsync(guest.Spec.Name, "RunTask", new { Script = @"echo ran>C:\ran", RunAs = account }, Token);

    private async Task<OperationView> InstallAsync(WineGuest guest, byte[] library)
    {
        var package = await Server.PutFileAsync("agent.zip", AgentZip.Of(Manifest, ("lib/preload.dll", library)), Token);
        return OperationOf(await Server.RunClientAsync(Token, "agents", "install", guest.Spec.Name, "--package", package, "--json"));
    }

    private async Task AssertRefusedAsync(WineGuest guest, byte[] library, string code)
    {
        var refused = await InstallAsync(guest, library);
        Assert.True(refused.ErrorCode == code, refused.ToString());
        Assert.DoesNotContain(await guest.ProcessesAsync(Token), IsOfTheAgent);
        Assert.DoesNotContain(guest.Written(Agents), path => path.EndsWith("preloaded.txt", StringComparison.Ordinal));
    }

    private static bool IsOfTheAgent(string process) => process.Contains("ping -n 777 ", StringComparison.Ordinal);
}
