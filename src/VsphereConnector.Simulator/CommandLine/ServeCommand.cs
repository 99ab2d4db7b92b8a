using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Simulator.CommandLine;

/// <summary><c>vsphere-simulator serve</c>: runs until it is interrupted.</summary>
internal static class ServeCommand
{
    private const string DefaultUser = "administrator@vsphere.local";
    private const string Operator = "operator@vsphere.local";
    private const string Viewer = "viewer@vsphere.local";
    private const string DefaultPassword = "simulator";

    private static readonly Option<int> Vms = Number("--vms", "How many virtual machines there are.", 10, 0, 200_000);
    private static readonly Option<int> Hosts = Number("--hosts", "How many ESXi hosts share them.", 2, 1, 10_000);
    private static readonly Option<int> Port = Number("--port", "The port to listen on; 0 takes a free one.", 8989, 0, 65_535);
    private static readonly Option<int> Seed = Number("--seed", "Where random numbers begin.", 1, int.MinValue, int.MaxValue);

    private static readonly Option<IPAddress> Listen = new("--listen")
    {
        Description = "The address to listen on.",
        CustomParser = result => IPAddress.TryParse(result.Tokens[0].Value, out var address) ? address : Invalid<IPAddress>(result, "is no IP address"),
        DefaultValueFactory = _ => IPAddress.Loopback,
    };

    private static readonly Option<string> User = new("--user")
    {
        Description = "The user who may log in.",
        DefaultValueFactory = _ => DefaultUser,
    };

    private static readonly Option<FileInfo> PasswordFile = new Option<FileInfo>("--password-file")
    {
        Description = $"A file whose first line is the user's password. Default: the password is '{DefaultPassword}'.",
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> RulesFile = new Option<FileInfo>("--rules")
    {
        Description = "A JSON file with rules for faults, delays and broken connections.",
    }.AcceptExistingOnly();

    private static readonly Option<TimeSpan> Latency = Duration("--latency", "How much longer every call takes, such as 50ms or 2s.");
    private static readonly Option<TimeSpan> GuestTime = Duration("--guest-time", "How much longer every guest operation takes.");
    private static readonly Option<bool> Windows = new("--windows") { Description = "Windows guests instead of Linux ones." };

    public static Command Create()
    {
        var command = new Command("serve", "Runs a simulated vCenter until it is interrupted.")
        {
            Vms, Hosts, Port, Listen, User, PasswordFile, Latency, GuestTime, RulesFile, Windows, Seed,
        };
        command.SetAction(ServeAsync);
        return command;
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            var rules = parsed.GetValue(RulesFile) is { } file ? RuleFile.Read(file.FullName) : [];
            await using var vcenter = await SimulatedVCenter.StartAsync(Read(parsed), TimeProvider.System, cancellation);
            rules.ForEach(vcenter.Rules.Add);
            await SayAsync(parsed.InvocationConfiguration.Output, vcenter, parsed);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"vsphere-simulator: {e.Message}");
            return 1;
        }
    }

    private static SimulatorOptions Read(ParseResult parsed) => new()
    {
        VirtualMachines = parsed.GetValue(Vms),
        Hosts = parsed.GetValue(Hosts),
        Port = parsed.GetValue(Port),
        Seed = parsed.GetValue(Seed),
        ListenAddress = parsed.GetValue(Listen)!,
        Latency = parsed.GetValue(Latency),
        GuestOperationTime = parsed.GetValue(GuestTime),
        Template = new VirtualMachineOptions { Name = "", Guest = parsed.GetValue(Windows) ? GuestProfile.Windows : GuestProfile.Linux },
        Users = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [Operator] = Password(parsed), [Viewer] = Password(parsed), [parsed.GetValue(User)!] = Password(parsed),
        },
        Permissions = [new(Operator, Role.ConnectorOperator), new(Viewer, Role.ConnectorViewer), new(parsed.GetValue(User)!, Role.Administrator)],
    };

    private static string Password(ParseResult parsed) => parsed.GetValue(PasswordFile) is { } file
        ? File.ReadLines(file.FullName).FirstOrDefault() ?? throw new InvalidDataException($"{file.FullName} is empty: its first line is to be the password.")
        : DefaultPassword;

    private static async Task SayAsync(TextWriter output, SimulatedVCenter vcenter, ParseResult parsed)
    {
        var profile = parsed.GetValue(Windows) ? GuestProfile.Windows : GuestProfile.Linux;
        await output.WriteLineAsync($"""
            vCenter      {vcenter.SdkUri}
            Thumbprint   {vcenter.Thumbprint} (SHA-1)
                         {vcenter.Sha256Thumbprint} (SHA-256)
            Log in as    {parsed.GetValue(User)}, password {(parsed.GetValue(PasswordFile) is null ? DefaultPassword : "from the file")}
                         or as {Operator} or {Viewer}, who may do less, with the same password
            Guests       {vcenter.VirtualMachines.Count}, log on as {profile.Accounts[0].Name}, password guest
            Press Ctrl+C to end it.
            """);
        await output.FlushAsync();
    }

    private static Option<int> Number(string name, string description, int byDefault, int minimum, int maximum)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var value && (value < minimum || value > maximum))
                result.AddError($"{name} must be from {minimum} to {maximum}.");
        });
        return option;
    }

    private static Option<TimeSpan> Duration(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => DurationText.TryParse(result.Tokens[0].Value, out var duration) ? duration : Invalid<TimeSpan>(result, "is no duration such as 50ms or 2s"),
    };

    private static T? Invalid<T>(ArgumentResult result, string why)
    {
        result.AddError($"'{result.Tokens[0].Value}' {why}.");
        return default;
    }
}
