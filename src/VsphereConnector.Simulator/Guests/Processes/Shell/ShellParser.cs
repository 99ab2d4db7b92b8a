using System.Text;

namespace VsphereConnector.Simulator.Guests.Processes.Shell;

/// <summary>How a command follows the one before it.</summary>
internal enum Following
{
    Always,
    OnSuccess,
    OnFailure,
}

/// <summary>One simple command: its words with variables filled in when it runs, and where its output goes.</summary>
internal sealed record ShellCommand(Following After, IReadOnlyList<ShellWord> Words, IReadOnlyList<Redirection> Redirections);

/// <summary>A word: its parts, each with whether variables in it are filled in.</summary>
internal sealed record ShellWord(IReadOnlyList<(string Text, bool Expands)> Parts);

/// <summary><c>&gt; file</c>, <c>&gt;&gt; file</c>, <c>2&gt; file</c>, <c>2&gt;&amp;1</c> (no target) or <c>&lt; file</c>.</summary>
internal sealed record Redirection(int Descriptor, bool Append, ShellWord? Target);

/// <summary>The script uses what this small shell does not know.</summary>
internal sealed class ShellSyntaxException(string message) : Exception(message);

/// <summary>
/// Reads the part of the shell language that tasks of a simulation need: words, quotes, variables, <c>;</c>, new lines, <c>&amp;&amp;</c>,
/// <c>||</c> and redirections. Anything else is refused, not guessed.
/// </summary>
internal sealed class ShellParser(string script, bool escapes)
{
    private readonly List<ShellCommand> _commands = [];
    private List<ShellWord> _words = [];
    private List<Redirection> _redirections = [];
    private Following _after = Following.Always;
    private int _at;

    /// <param name="script">The text.</param>
    /// <param name="windows">True: a backslash is part of a path, not an escape.</param>
    public static IReadOnlyList<ShellCommand> Parse(string script, bool windows) => new ShellParser(script.ReplaceLineEndings("\n"), !windows).Parse();

    /// <summary>The words of a command line, as they are.</summary>
    public static string[] Words(string commandLine, bool windows) =>
        Parse(commandLine, windows) is [var command, ..] ? [.. command.Words.Select(word => string.Concat(word.Parts.Select(part => part.Text)))] : [];

    private List<ShellCommand> Parse()
    {
        while (_at < script.Length)
            Step();
        Finish(Following.Always);
        return _commands;
    }

    private void Step()
    {
        switch (script[_at])
        {
            case ' ' or '\t':
                _at++;
                break;
            case '\n' or ';':
                _at++;
                Finish(Following.Always);
                break;
            case '#':
                _at = script.IndexOf('\n', _at) is var end and >= 0 ? end : script.Length;
                break;
            case '&' when Next() == '&':
                _at += 2;
                Finish(Following.OnSuccess);
                break;
            case '|' when Next() == '|':
                _at += 2;
                Finish(Following.OnFailure);
                break;
            case '&' or '|' or '(' or ')' or '`':
                throw new ShellSyntaxException($"the simulated shell does not know '{script[_at]}'");
            case '>' or '<':
                ReadRedirection(script[_at] == '<' ? 0 : 1);
                break;
            case '1' or '2' when Next() == '>':
                ReadRedirection(script[_at++] - '0');
                break;
            default:
                _words.Add(ReadWord());
                break;
        }
    }

    private char Next() => _at + 1 < script.Length ? script[_at + 1] : '\0';

    private void Finish(Following next)
    {
        if (_words.Count > 0 || _redirections.Count > 0)
            _commands.Add(new ShellCommand(_after, _words, _redirections));
        else if (next != Following.Always)
            throw new ShellSyntaxException("a command is missing before '&&' or '||'");
        (_words, _redirections, _after) = ([], [], next);
    }

    private void ReadRedirection(int descriptor)
    {
        var append = Next() == '>';
        _at += append ? 2 : 1;
        if (script[_at..].StartsWith("&1", StringComparison.Ordinal))
        {
            _at += 2;
            _redirections.Add(new Redirection(descriptor, append, null));
            return;
        }

        while (_at < script.Length && script[_at] is ' ' or '\t')
            _at++;
        _redirections.Add(new Redirection(descriptor, append, ReadWord()));
    }

    private ShellWord ReadWord()
    {
        List<(string, bool)> parts = [];
        var plain = new StringBuilder();
        while (_at < script.Length && script[_at] is not (' ' or '\t' or '\n' or ';' or '&' or '|' or '>' or '<' or '(' or ')' or '`'))
        {
            var c = script[_at++];
            if (c is '\'' or '"')
            {
                parts.Add((plain.ToString(), true));
                plain.Clear();
                parts.Add((ReadQuoted(c), c == '"'));
            }
            else if (c == '\\' && escapes && _at < script.Length)
            {
                parts.Add((plain.ToString(), true));
                plain.Clear();
                parts.Add((script[_at++].ToString(), false));
            }
            else
            {
                plain.Append(c);
            }
        }

        parts.Add((plain.ToString(), true));
        return new ShellWord(parts);
    }

    private string ReadQuoted(char quote)
    {
        var end = script.IndexOf(quote, _at);
        if (end < 0)
            throw new ShellSyntaxException($"a closing {quote} is missing");
        var text = script[_at..end];
        _at = end + 1;
        return text;
    }
}
