using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The registry of this Windows.</summary>
[SupportedOSPlatform("windows")]
internal sealed class LocalRegistry : IMachineRegistry
{
    public string? Read(string key, string name)
    {
        using var opened = Registry.LocalMachine.OpenSubKey(key);
        return opened?.GetValue(name) switch
        {
            string text => text,
            int number => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    public void Write(string key, string name, string value)
    {
        using var opened = Registry.LocalMachine.CreateSubKey(key);
        opened.SetValue(name, value);
    }

    public void Delete(string key) => Registry.LocalMachine.DeleteSubKeyTree(key, throwOnMissingSubKey: false);
}
