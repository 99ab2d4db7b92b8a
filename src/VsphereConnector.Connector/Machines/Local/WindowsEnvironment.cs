using System.Collections;
using System.Text;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The environment of what is started on Windows.</summary>
internal static class WindowsEnvironment
{
    /// <summary>This process's.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Own =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""));

    /// <summary>One with what is added, as CreateProcess wants it: <c>NAME=value</c>, each with a zero at its end, in the order of the names, and one more zero.</summary>
    public static char[] Block(IEnumerable<KeyValuePair<string, string>> environment, IReadOnlyDictionary<string, string> added)
    {
        var all = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in environment.Concat(added))
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

    /// <summary>What such a block holds. Names that begin with '=' are cmd.exe's own: the current folders of drives.</summary>
    public static unsafe IReadOnlyList<KeyValuePair<string, string>> Parse(char* block)
    {
        var result = new List<KeyValuePair<string, string>>();
        while (*block != '\0')
        {
            var variable = new string(block);
            block += variable.Length + 1;
            if (variable.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                result.Add(KeyValuePair.Create(variable[..at], variable[(at + 1)..]));
            }
        }

        return result;
    }
}
