using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>The lab's vCenter, and the tests' own door to it.</summary>
internal sealed class Vcsim : IAsyncDisposable
{
    public const string User = "administrator@vsphere.local";

    /// <summary>Where its token service is.</summary>
    public const string TokenServicePath = "/sts/STSService/vsphere.local";

    private const int Port = 8989;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ControlTimeout = TimeSpan.FromSeconds(60);

    private readonly LongRunning _program;
    private readonly HttpClient _control;

    private Vcsim(LongRunning program, string controlSocket, Announcement announcement)
    {
        _program = program;
        _control = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(controlSocket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://control/"), Timeout = ControlTimeout };
        Url = announcement.Url;
        Certificate = announcement.Certificate;
    }

    public static string Password { get; } = RandomNumberGenerator.GetHexString(24);

    /// <summary>Guest accounts that every machine has.</summary>
    public static IReadOnlyDictionary<string, string> Accounts { get; } = new Dictionary<string, string>
    {
        ["root"] = RandomNumberGenerator.GetHexString(24),
        ["jetuser"] = RandomNumberGenerator.GetHexString(24),
        ["Administrator"] = RandomNumberGenerator.GetHexString(24),
    };

    public Uri Url { get; }

    /// <summary>Its certificate, in PEM.</summary>
    public string Certificate { get; }

    /// <summary>The end of what it printed, without each change that it told a client.</summary>
    public string Log => string.Join(
        Environment.NewLine,
        _program.Log.Split('\n').Where(line => !line.EndsWith(" changes", StringComparison.Ordinal) && !line.Contains("PropertyCollector", StringComparison.Ordinal)).TakeLast(50));

    public static async Task<Vcsim> StartAsync(Hub hub, string program, IEnumerable<GuestSpec> machines, CancellationToken token)
    {
        const string folder = Hub.Folder + "/vcsim";
        var outside = Path.Combine(hub.FolderFromOutside, "vcsim");
        Directory.CreateDirectory(outside);
        var configuration = new
        {
            Listen = FormattableString.Invariant($"{Hub.Address}:{Port}"),
            Control = folder + "/control.sock",
            User,
            Password,
            Accounts,
            Machines = machines.Select(machine => new { machine.Name, Uuid = machine.BiosUuid, machine.InstanceUuid }),
        };
        await File.WriteAllTextAsync(
            Path.Combine(outside, "configuration.json"), JsonSerializer.Serialize(configuration, JsonSerializerOptions.Web), token);

        var running = hub.Start("vcsim", "env", "TMPDIR=" + folder, program, folder + "/configuration.json");
        var line = await running.WaitForLineAsync(line => line.StartsWith('{'), StartTimeout, token);
        var announcement = JsonSerializer.Deserialize<Announcement>(line, JsonSerializerOptions.Web)!;
        await File.WriteAllTextAsync(Path.Combine(outside, "certificate.pem"), announcement.Certificate, token);
        return new Vcsim(running, Path.Combine(outside, "control.sock"), announcement);
    }

    /// <summary>Puts a guest that is up behind its machine; vCenter knows its address, also where its Tools are down.</summary>
    public async Task PowerOnAsync(Guest guest, CancellationToken token, bool toolsDown = false)
    {
        var booted = new { Init = guest.InitInHub, guest.Spec.Address, HostName = guest.Spec.Name, ToolsDown = toolsDown };
        using var answer = await _control.PutAsJsonAsync("machines/" + guest.Spec.Name, booted, token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Powers a machine on by vCenter's own task, with a guest that is up.</summary>
    public Task PowerOnByTaskAsync(Guest guest, CancellationToken token) => DoAsync(
        new { Do = "power-on", guest.Spec.Name, Guest = new { Init = guest.InitInHub, guest.Spec.Address, HostName = guest.Spec.Name } }, token);

    /// <summary>Clones a machine by vCenter's own task, into one that nobody uses yet.</summary>
    public Task CloneByTaskAsync(GuestSpec original, GuestSpec clone, CancellationToken token) => DoAsync(
        new { Do = "clone", original.Name, As = new { clone.Name, Uuid = clone.BiosUuid, clone.InstanceUuid } }, token);

    /// <summary>Takes a machine that is off out of vCenter's inventory and adds it again from its files.</summary>
    public Task RegisterAnewAsync(GuestSpec machine, CancellationToken token) => DoAsync(new { Do = "register", machine.Name }, token);

    public async Task PowerOnAsync(WineGuest guest, CancellationToken token)
    {
        var booted = new { Init = guest.InitInHub, guest.Spec.Address, HostName = guest.Spec.Name, guest.Prefix };
        using var answer = await _control.PutAsJsonAsync("machines/" + guest.Spec.Name, booted, token);
        answer.EnsureSuccessStatusCode();
    }

    public async Task PowerOffAsync(GuestSpec machine, CancellationToken token)
    {
        using var answer = await _control.DeleteAsync("machines/" + machine.Name, token);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<VcsimJournal> ReadJournalAsync(CancellationToken token) =>
        (await _control.GetFromJsonAsync<VcsimJournal>("journal", token))!;

    /// <summary>Holds the next call of a method: before it is carried out, or else its answer.</summary>
    public async Task HoldAsync(string method, HoldMoment moment, CancellationToken token)
    {
        using var answer = await _control.PutAsync(
            $"hold?method={method}&when={(moment == HoldMoment.After ? "after" : "before")}", content: null, token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the call is held.</summary>
    public async Task WaitForHeldAsync(CancellationToken token)
    {
        using var answer = await _control.GetAsync("hold", token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Lets the held call go on.</summary>
    public async Task ReleaseAsync(CancellationToken token)
    {
        using var answer = await _control.DeleteAsync("hold", token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Logs the user in to a vSphere Client, as it were.</summary>
    public async Task<ClientSession> LogInToClientAsync(CancellationToken token)
    {
        using var answer = await _control.PostAsync("client-session", content: null, token);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ClientSession>(token))!;
    }

    private async Task DoAsync<T>(T request, CancellationToken token)
    {
        using var answer = await _control.PostAsJsonAsync("lifecycle", request, JsonSerializerOptions.Web, token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
    }

    public ValueTask DisposeAsync()
    {
        _control.Dispose();
        return _program.DisposeAsync();
    }

    private sealed record Announcement(Uri Url, string Certificate);
}

/// <summary>What a plug-in's page has of its client: the session's token and the id of the vCenter.</summary>
internal sealed record ClientSession(string Token, string VCenter);

/// <summary>When a call is held: before it is carried out, or after, so that only its answer is missing.</summary>
public enum HoldMoment
{
    Before,
    After,
}
