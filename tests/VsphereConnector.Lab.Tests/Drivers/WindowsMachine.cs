using System.Text.RegularExpressions;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <inheritdoc/>
internal sealed class WindowsMachine(WineGuest guest) : TestedMachine
{
    private const string Root = "Program Files/Intigua", Temp = "windows/temp", Beginning = "vlink", Services = @"HKLM\System\CurrentControlSet\Services";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What the connector's service logs on as.</summary>
    public string Account { get; init; } = "LocalSystem";

    public override string Parent => $"{guest.Files}/{Root}";

    public override string Program => "vAgentManager/vlinkprocess.exe";

    public override string Scratch => guest.Files;

    public override string PrintingTask => "echo to-output& echo to-error 1>&2& exit /b 3";

    public override string SecretTask => "if \"%SECRET%\"==\"geheimnis\" echo known";

    public override string WaitingTask =>
        "echo run>> C:\\runs\r\necho before\r\n:wait\r\nping -n 2 127.0.0.1 >nul\r\nif not exist C:\\go goto wait\r\necho after";

    public override string SleepingTask => "ping -n 4711 127.0.0.1 >nul";

    public override byte[] Agent => AgentZip.HeartbeatForWindows();

    public override string Patch => "KB4711";

    public override Task CutPortAsync(int port, CancellationToken token) => guest.CutPortAsync(port, token);

    public override Task RestorePortAsync(int port, CancellationToken token) => guest.RestorePortAsync(port, token);

    public override Task<IReadOnlyList<string>> ProcessesAsync(CancellationToken token) => guest.ProcessesAsync(token);

    public override async Task AssertInstalledAsync(CancellationToken token)
    {
        const string folder = @"C:\Program Files\Intigua\vAgentManager";
        Assert.Contains("RUNNING", await guest.CommandAsync("sc query vAgentManager", token), StringComparison.Ordinal);
        var service = await guest.CommandAsync($@"reg query {Services}\vAgentManager", token);
        Assert.Contains($"\"{folder}\\vlinkservice.exe\" run --service", service, StringComparison.Ordinal);
        Assert.Matches($@"ObjectName\s+REG_SZ\s+{Regex.Escape(Account)}\n", service);
        Assert.Matches("DelayedAutostart.*0x1", service);
        Assert.Contains(@"C:\Program Files\Intigua", await guest.CommandAsync(@"reg query HKLM\VMI\setup /v IntiguaRootDir", token), StringComparison.Ordinal);
        await guest.WaitForCountAsync("vlinkservice.exe", 1, Patience, token);
        await guest.WaitForCountAsync("vlinkprocess.exe", 1, Patience, token);
        await AssertNothingTemporaryAsync(token);
    }

    /// <summary>Wine has no updates: what counts is that the connector was asked, and said so.</summary>
    public override void AssertPatched(OperationView operation) => Assert.StartsWith("patch-", operation.ErrorCode, StringComparison.Ordinal);

    public override Task AssertNothingTemporaryAsync(CancellationToken token)
    {
        Assert.DoesNotContain(guest.Written(Temp), path => path.StartsWith(Beginning, StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    public override async Task AssertNothingLeftAsync(CancellationToken token)
    {
        await guest.WaitUntilGoneAsync(Root, "", Patience, token);
        await guest.WaitUntilGoneAsync(Temp, Beginning, Patience, token); // the command that removed the folder removes itself last
        await Eventually.TrueAsync(async () => !NamesTheConnector(await guest.CommandAsync($"reg query {Services}", token)), () => "a service is left", Patience, token);
        Assert.NotEqual(0, (await guest.RunAsync(token, "reg.exe", "query", @"HKLM\VMI\setup")).ExitCode);
    }

    private static bool NamesTheConnector(string services) =>
        services.Contains("vlink", StringComparison.OrdinalIgnoreCase) || services.Contains("vAgentManager", StringComparison.OrdinalIgnoreCase);
}
