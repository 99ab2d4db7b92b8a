using System.Text;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>Puts a program and its arguments into one line, so that a program of Windows takes it apart into the same again (CommandLineToArgvW).</summary>
internal static class WindowsCommandLine
{
    public static string Of(string program, IEnumerable<string> arguments)
    {
        // In the program's name nothing is escaped: it ends at the next quotation mark.
        var line = new StringBuilder().Append('"').Append(program).Append('"');
        foreach (var argument in arguments)
        {
            Append(line.Append(' '), argument);
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, string argument)
    {
        if (argument.Length > 0 && !argument.Any(letter => char.IsWhiteSpace(letter) || letter == '"'))
        {
            line.Append(argument);
            return;
        }

        line.Append('"');
        var backslashes = 0;
        foreach (var letter in argument)
        {
            // Backslashes count by two before a quotation mark, and only there.
            if (letter == '"')
            {
                line.Append('\\', backslashes + 1);
            }

            backslashes = letter == '\\' ? backslashes + 1 : 0;
            line.Append(letter);
        }

        line.Append('\\', backslashes).Append('"');
    }
}
