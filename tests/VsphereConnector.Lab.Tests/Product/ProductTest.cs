using System.Text.Json;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>A test of the real programs: its own server, its own guests, and their logs when it fails.</summary>
public abstract class ProductTest(Lab lab) : IAsyncLifetime
{
    private const string Look =
        $"ps -ef; find /usr/local/intigua /var/jetpatch-temp /tmp /var/tmp -ls; tail -n 50 {InstalledConnector.Folder}/log/*";

    private static int Servers;

    private readonly List<Guest> _guests = [];
    private readonly List<WineGuest> _windows = [];
    private ProductServer? _server;
    private Administrator? _administrator;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected Lab Lab => lab;

    private protected ProductServer Server => _server ?? throw new InvalidOperationException("There is no server.");

    private protected Administrator Administrator => _administrator ?? throw new InvalidOperationException("There is no server.");

    /// <summary>Whether the server has a certificate for vCenter instead of a password.</summary>
    private protected virtual bool LogsOnByCertificate => false;

    /// <summary>Whether the server has the program for Windows, which takes a while to make.</summary>
    private protected virtual bool NeedsWindows => false;

    public async ValueTask InitializeAsync()
    {
        lab.Require();
        _server = new ProductServer(lab.Hub, lab.Vcsim, await (NeedsWindows && WineGuest.CanRun ? PublishedProduct.MakeWithWindowsAsync(Token) : PublishedProduct.MakeAsync(Token)), Interlocked.Increment(ref Servers));
        await _server.ConfigureAsync(LogsOnByCertificate, Token);
        await _server.StartAsync(Token);
        _administrator = await _server.LogOnAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            await TellWhatHappenedAsync();

        _administrator?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        foreach (var guest in _guests)
            await guest.DisposeAsync();
        foreach (var guest in _windows)
            await guest.DisposeAsync();
    }

    private protected async Task<WineGuest> BootWindowsAsync()
    {
        var guest = await lab.BootWindowsAsync(Token);
        _windows.Add(guest);
        return guest;
    }

    private protected async Task<Guest> BootGuestAsync(params IReadOnlyList<GuestMount> mounts)
    {
        var guest = await lab.BootGuestAsync(Token, mounts);
        _guests.Add(guest);
        return guest;
    }

    private protected async Task<Guest> BootRpmGuestAsync()
    {
        var guest = await lab.BootRpmGuestAsync(Token);
        _guests.Add(guest);
        return guest;
    }

    private protected async Task<Guest> CloneGuestAsync(Guest original)
    {
        var clone = await lab.CloneGuestAsync(original, Token);
        _guests.Add(clone);
        return clone;
    }

    /// <summary>A guest that is up, behind a machine that vCenter still has powered off.</summary>
    private protected async Task<Guest> BootBehindAsync(GuestSpec machine, Guest? original = null)
    {
        var guest = await lab.BootBehindAsync(machine, Token, original);
        _guests.Add(guest);
        return guest;
    }

    /// <summary>A guest with the connector in it.</summary>
    private protected async Task<Guest> DeployAsync()
    {
        var guest = await BootGuestAsync();
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));
        return guest;
    }

    /// <summary>A Windows guest with the connector in it.</summary>
    private protected async Task<WineGuest> DeployWindowsAsync()
    {
        var guest = await BootWindowsAsync();
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token, username: "Administrator"));
        return guest;
    }

    private protected static void AssertSuccess(OperationView operation) =>
        Assert.True(operation.State == "Success", operation.ToString());

    /// <summary>A verb of the command line on a guest, followed to the end of its operation.</summary>
    private protected async Task<OperationView> OperateAsync(Guest guest, IEnumerable<string> verb, params IEnumerable<string> options) =>
        OperationOf(await Server.RunClientAsync(Token, [.. verb, guest.Spec.Name, .. options, "--json"]));

    /// <summary>The only operation that a verb with <c>--json</c> has followed to its end.</summary>
    private protected static OperationView OperationOf(CommandResult verb) => verb.Output.StartsWith('[')
        ? new OperationView(Assert.Single(JsonElement.Parse(verb.Output).EnumerateArray()))
        : throw new InvalidOperationException(verb.Describe());

    private protected async Task<OperationView> SucceedAsync(Guest guest, IEnumerable<string> verb, params IEnumerable<string> options)
    {
        var operation = await OperateAsync(guest, verb, options);
        AssertSuccess(operation);
        return operation;
    }

    /// <summary>It fails with this error, and the connector is as well as before.</summary>
    private protected async Task<OperationView> FailAsync(Guest guest, string code, IEnumerable<string> verb, params IEnumerable<string> options)
    {
        var operation = await OperateAsync(guest, verb, options);
        Assert.True(operation.ErrorCode == code, operation.ToString());
        await AssertRunsTasksAsync(guest);
        return operation;
    }

    /// <summary>What is sent to the guest by name is run in that guest.</summary>
    private protected async Task AssertRunsTasksAsync(Guest guest)
    {
        var task = await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token);
        AssertSuccess(task);
        Assert.Equal(guest.Spec.Name, (await Administrator.ReadOutputAsync(task, Token)).TrimEnd());
    }

    /// <summary>The connector's own status of a Windows machine names the account of its service, and finds nothing wrong with it.</summary>
    private protected async Task AssertServiceRunsAsAsync(string machine, string account)
    {
        var status = await Administrator.OperateAsync(machine, "GetStatus", null, Token);
        AssertSuccess(status);
        var check = status.Result.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "service vAgentManager");
        Assert.Equal(("Good", $"It runs as {account}."), (check.GetProperty("state").GetString(), check.GetProperty("detail").GetString()));
    }

    private async Task TellWhatHappenedAsync()
    {
        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"--- server{Environment.NewLine}{_server?.Log}");
        output?.WriteLine($"--- vCenter{Environment.NewLine}{lab.Vcsim.Log}");
        foreach (var guest in _guests)
        {
            var seen = await guest.RunAsync(CancellationToken.None, "sh", "-c", Look);
            output?.WriteLine($"--- {guest.Spec.Name}{Environment.NewLine}{seen.Output}");
        }

        foreach (var guest in _windows)
        {
            string[] seen = [.. await guest.ProcessesAsync(CancellationToken.None), .. guest.Written("Program Files/Intigua"), .. guest.Written("windows/temp")];
            output?.WriteLine($"--- {guest.Spec.Name}{Environment.NewLine}{string.Join(Environment.NewLine, seen)}");
        }
    }
}
