using System.Collections;
using System.Text;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The environment of what is started on Windows.</summary>
internal static class WindowsEnvironment
{
    /// <summary>This process's with what is added, as CreateProcess wants it: <c>NAME=value</c>, each with a zero at its end, in the order of the names, and one more zero.</summary>
    public static char[] Block(IReadOnlyDictionary<string, string> added)
    {
        var all = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            all[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (var (name, value) in added)
        {
            all[name] = value;
        }

        var block = new StringBuilder();
        foreach (var (name, value) in all)
        {
            block.Append(name).Append('=').Append(value).Append('\0');
        }

        return [.. block.Append('\0').ToString()];
    }
}
