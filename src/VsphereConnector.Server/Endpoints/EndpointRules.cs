using System.Buffers;
using System.Net;
using System.Net.Sockets;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Endpoints;

/// <summary>Makes a definition of what a caller described, or says everything that is wrong with it.</summary>
internal sealed class EndpointRules(EndpointInput input, Findings findings)
{
    private const string Known =
        "name, address, port, operatingSystem, driver, credential, hostKeys, hostKeyPolicy, jump, runAs, parentFolder, tempFolder, version";

    private const int SshPort = SshTarget.DefaultPort, SmbPort = 445;
    private const int LongestName = 200, LongestPath = 200;

    private static readonly SearchValues<char> NotInWindowsFolders = SearchValues.Create("%\"<>|?*/:^&!'`;$");

    /// <summary>The definition; null where something is wrong, which <paramref name="findings"/> has then.</summary>
    public static EndpointDefinition? Check(EndpointInput input, Findings findings) => new EndpointRules(input, findings).Check();

    private EndpointDefinition? Check()
    {
        findings.Unknown("", input.Unknown, Known);
        var system = Word<EndpointSystem>("operatingSystem", input.OperatingSystem);
        if (input.OperatingSystem is null)
        {
            findings.Add("operatingSystem", "Must be Linux or Windows.");
        }

        var driver = input.Driver is null ? DefaultFor(system) : Word<EndpointDriver>("driver", input.Driver);
        CheckDriver(system, driver);
        var address = AddressOf(input.Address?.Trim(), driver);
        var name = NameOf(input.Name ?? address);
        CheckName("credential", input.Credential);
        CheckName("jump", input.Jump);
        CheckAccount(system);
        CheckFolder("parentFolder", input.ParentFolder, system);
        CheckFolder("tempFolder", input.TempFolder, system);
        var keys = KeysOf(driver);
        var policy = input.HostKeyPolicy is null ? DefaultFor(keys) : Word<HostKeyRule>("hostKeyPolicy", input.HostKeyPolicy);
        if (policy == HostKeyRule.Pinned && keys == HostKeyList.Empty && input.HostKeyPolicy is not null)
        {
            findings.Add("hostKeyPolicy", "Pinned needs hostKeys.");
        }

        var port = PortOf(driver);
        return findings.IsEmpty
            ? new EndpointDefinition
            {
                Name = name!,
                Address = address,
                Port = port,
                OperatingSystem = system!.Value,
                Driver = driver!.Value,
                Credential = input.Credential?.Trim(),
                HostKeys = keys,
                HostKeyPolicy = policy!.Value,
                Jump = input.Jump?.Trim(),
                RunAs = input.RunAs?.Trim(),
                ParentFolder = input.ParentFolder,
                TempFolder = input.TempFolder,
            }
            : null;
    }

    private static EndpointDriver? DefaultFor(EndpointSystem? system) => system switch
    {
        EndpointSystem.Linux => EndpointDriver.Ssh,
        EndpointSystem.Windows => EndpointDriver.Smb,
        _ => null,
    };

    private static HostKeyRule? DefaultFor(HostKeyList keys) => keys == HostKeyList.Empty ? HostKeyRule.FirstUse : HostKeyRule.Pinned;

    private T? Word<T>(string field, string? text)
        where T : struct, Enum
    {
        if (Enum.GetNames<T>().FirstOrDefault(known => known.Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase)) is { } match)
        {
            return Enum.Parse<T>(match);
        }

        if (text is not null)
        {
            findings.Add(field, $"Must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }

        return null;
    }

    private void CheckDriver(EndpointSystem? system, EndpointDriver? driver)
    {
        if ((system, driver) is (EndpointSystem.Linux, EndpointDriver.Smb) or (EndpointSystem.Windows, EndpointDriver.Ssh))
        {
            findings.Add("driver", $"{system} goes by {DefaultFor(system)}, or None.");
        }

        if (driver is not EndpointDriver.Ssh and not null && (input.HostKeys is { Count: > 0 } || input.Jump is not null))
        {
            findings.Add("driver", "hostKeys and jump go with Ssh alone.");
        }
    }

    private string? NameOf(string? name)
    {
        name = name?.Trim();
        if (name is null)
        {
            findings.Add("name", $"Must have 1 to {LongestName} characters.");
        }
        else if (Guid.TryParse(name, out _))
        {
            findings.Add("name", "Must not look like the id of an endpoint.");
        }

        CheckName("name", name);
        return name;
    }

    private void CheckName(string field, string? name)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl)))
        {
            findings.Add(field, $"Must have 1 to {LongestName} characters, none of them a control character.");
        }
    }

    private string? AddressOf(string? address, EndpointDriver? driver)
    {
        if (string.IsNullOrEmpty(address))
        {
            if (driver is EndpointDriver.Ssh or EndpointDriver.Smb)
            {
                findings.Add("address", $"{driver} needs a host name or an IP address.");
            }

            return null;
        }

        if (Normalize(address) is { } normal)
        {
            return normal;
        }

        findings.Add("address", "Must be a host name, or an IP address without brackets and port.");
        return null;
    }

    /// <summary>The address in the one way that it is compared in; null where it is none.</summary>
    public static string? Normalize(string address)
    {
        if (!HostAddress.IsValid(address))
        {
            return null;
        }

        // What has the form of an IPv4 address is one, and written as such: '010.1' would be read in octal by some and as a name by others.
        var numeric = address.All(c => char.IsAsciiDigit(c) || c == '.');
        if (!IPAddress.TryParse(address, out var ip))
        {
            return numeric ? null : address.ToLowerInvariant();
        }

        return ip.AddressFamily == AddressFamily.InterNetworkV6 || ip.ToString() == address ? ip.ToString() : null;
    }

    private int? PortOf(EndpointDriver? driver)
    {
        if (input.Port is < 1 or > ushort.MaxValue)
        {
            findings.Add("port", "Must be from 1 to 65535.");
        }

        return driver switch
        {
            EndpointDriver.Ssh => input.Port ?? SshPort,
            EndpointDriver.Smb => input.Port ?? SmbPort,
            _ => null,
        };
    }

    private HostKeyList KeysOf(EndpointDriver? driver)
    {
        try
        {
            return driver is null ? HostKeyList.Empty : HostKeyList.Parse(input.HostKeys ?? []);
        }
        catch (FormatException exception)
        {
            findings.Add("hostKeys", exception.Message);
            return HostKeyList.Empty;
        }
    }

    private void CheckAccount(EndpointSystem? system)
    {
        if (input.RunAs is { } account && (system == EndpointSystem.Linux ? !SshTarget.IsUser(account.Trim()) : string.IsNullOrWhiteSpace(account)))
        {
            findings.Add("runAs", "Must be the name of an account, such as jetuser, or SYSTEM on Windows.");
        }

        CheckName("runAs", input.RunAs);
    }

    private void CheckFolder(string field, string? path, EndpointSystem? system)
    {
        if (path?.Length > LongestPath)
        {
            findings.Add(field, $"Must have at most {LongestPath} characters.");
        }

        if (system == EndpointSystem.Linux)
        {
            OperationParameters.CheckPath(field, path, findings);
        }
        else if (path is not null && !IsWindowsFolder(path))
        {
            findings.Add(field, @"Must be a folder such as C:\Program Files\Intigua, without the characters % "" < > | ? * / ^ & ! ' ` ; $.");
        }
    }

    private static bool IsWindowsFolder(string path) =>
        path.Length > 3 && char.IsAsciiLetter(path[0]) && path.AsSpan(1, 2) is @":\" && !path.AsSpan(2).ContainsAny(NotInWindowsFolders) && !path.Any(char.IsControl);
}
