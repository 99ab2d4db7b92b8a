using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Microsoft.Win32;
using VsphereConnector.Contracts;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Reads who this machine is from the system itself.</summary>
internal static class LocalIdentity
{
    private const string BiosUuidFile = "/sys/class/dmi/id/product_uuid";
    private const string MachineIdFile = "/etc/machine-id";
    private const string ReleaseFile = "/etc/os-release";
    private const string CryptographyKey = @"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Cryptography";

    public static MachineIdentity Read() => new()
    {
        HostName = Environment.MachineName,
        OperatingSystem = OperatingSystem.IsWindows() ? "windows" : "linux",
        Architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64",
        OperatingSystemName = ReleaseName() ?? RuntimeInformation.OSDescription,
        BiosUuid = OperatingSystem.IsWindows() ? WindowsFirmware.ReadUuid() : FirstLine(BiosUuidFile)?.ToLowerInvariant(),
        MachineId = OperatingSystem.IsWindows() ? Registry.GetValue(CryptographyKey, "MachineGuid", null) as string : FirstLine(MachineIdFile),
        HardwareAddresses = HardwareAddresses(),
    };

    /// <summary>
    /// Cards that have a device behind them; where none has (a container), all but loopback. Bridges and the like are left out where
    /// possible: they come and go, and some have the same address everywhere.
    /// </summary>
    private static List<string> HardwareAddresses()
    {
        var cards = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel))
            .Select(card => (card.Name, Address: Convert.ToHexStringLower(card.GetPhysicalAddress().GetAddressBytes())))
            .Where(card => card.Address.Length == 12 && card.Address.AsSpan().ContainsAnyExcept('0'))
            .ToList();
        var physical = cards.Where(card => Path.Exists($"/sys/class/net/{card.Name}/device")).ToList();
        return [.. (physical.Count > 0 ? physical : cards).Select(card => WithColons(card.Address)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string WithColons(string address) => string.Join(':', address.Chunk(2).Select(pair => new string(pair)));

    private static string? ReleaseName()
    {
        const string name = "PRETTY_NAME=";
        try
        {
            var line = File.ReadLines(ReleaseFile).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line?[name.Length..].Trim('"', '\'', ' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FirstLine(string path)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault()?.Trim();
            return string.IsNullOrEmpty(line) ? null : line;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
