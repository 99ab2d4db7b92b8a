using System.Globalization;
using System.Text;
using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Guests.Processes.Shell;

/// <summary><c>/bin/sh</c> and <c>cmd.exe</c>, as far as a simulation needs them: a script or <c>-c</c> (<c>/c</c>).</summary>
internal static class ShellProgram
{
    public static Task<int> RunAsync(ProgramRun run) => run.Arguments.SkipWhile(option => option is "/d" or "/D" or "/q" or "/Q" && run.Guest.IsWindows).ToArray() switch
    {
        ["-c" or "/c" or "/C", var command, .. var rest] when !IsFile(run, command) =>
            ScriptAsync(run, run.Guest.IsWindows ? string.Join(' ', rest.Prepend(command)) : command, rest),
        ["-c" or "/c" or "/C", var file, .. var rest] => FileAsync(run, file, rest),
        [['-', ..] option, ..] => run.FailAsync($"sh: the simulated shell does not know {option}", 2),
        [var file, .. var rest] => FileAsync(run, file, rest),
        [] => Task.FromResult(0),
    };

    /// <summary>A script that was started by its own path.</summary>
    public static Task<int> RunFileAsync(ProgramRun run) => FileAsync(run, run.Start.Program, run.Arguments);

    private static bool IsFile(ProgramRun run, string path) => run.Guest.IsWindows && path.Contains(':', StringComparison.Ordinal) && run.Guest.Files.Find(path) is not null;

    private static async Task<int> FileAsync(ProgramRun run, string file, IReadOnlyList<string> arguments)
    {
        if (run.Guest.Files.Find(file) is not { IsFile: true })
            return await run.FailAsync($"sh: 0: cannot open {file}: No such file", 127);
        var content = run.Guest.Files.Read(file, run.Process.Account);
        return Connectors.LookRunner.IsIn(content) ? await Connectors.LookRunner.RunAsync(run, file, content)
            : !Connectors.BundleHead.IsIn(content) ? await ScriptAsync(run, Encoding.UTF8.GetString(content), arguments)
            : run.Guest.IsWindows ? await new Connectors.WindowsBundleRunner(run, file, content).RunAsync()
            : await Connectors.BundleRunner.RunAsync(run, file, content);
    }

    private static async Task<int> ScriptAsync(ProgramRun run, string script, IReadOnlyList<string> arguments)
    {
        try
        {
            return await new ShellSession(run, arguments).RunAsync(ShellParser.Parse(script, run.Guest.IsWindows));
        }
        catch (ShellSyntaxException e)
        {
            return await run.FailAsync($"sh: {e.Message}", 2);
        }
    }
}

/// <summary>A running script: its variables, its folder and the last exit status.</summary>
internal sealed class ShellSession(ProgramRun run, IReadOnlyList<string> arguments)
{
    private readonly Dictionary<string, string> _variables = new(run.Start.Environment, StringComparer.Ordinal);
    private string _folder = run.Start.WorkingDirectory;
    private int _status;

    public async Task<int> RunAsync(IReadOnlyList<ShellCommand> commands)
    {
        foreach (var command in commands)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (command.After == Following.OnSuccess && _status != 0)
                continue;
            if (command.After == Following.OnFailure && _status == 0)
                continue;
            var words = command.Words.Select(Expand).ToList();
            if (words is ["exit", ..])
                return words.Count > 1 && int.TryParse(words[1], CultureInfo.InvariantCulture, out var code) ? code & 0xff : _status;
            _status = BuiltIn(words) ?? await RunProgramAsync(words, command.Redirections);
        }

        return _status;
    }

    private int? BuiltIn(List<string> words)
    {
        switch (words)
        {
            case ["cd", var folder]:
                _folder = FullPath(folder);
                return run.Guest.Files.Find(_folder) is { IsDirectory: true } ? 0 : 1;
            case ["export", var assignment]:
                return Assign(assignment) ? 0 : null;
            case ["set", ..] or [":"] or ["umask", ..] or []:
                return 0;
            case [var assignment] when Assign(assignment):
                return 0;
            default:
                return null;
        }
    }

    private bool Assign(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !word[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return false;
        _variables[word[..equals]] = word[(equals + 1)..];
        return true;
    }

    private async Task<int> RunProgramAsync(List<string> words, IReadOnlyList<Redirection> redirections)
    {
        var (output, error) = (run.Start.Output, run.Start.Error);
        foreach (var redirection in redirections.Where(redirection => redirection.Descriptor != 0))
        {
            var target = redirection.Target is null ? output : OpenFile(FullPath(Expand(redirection.Target)), redirection.Append);
            if (redirection.Descriptor == 1)
                output = target;
            else
                error = target;
        }

        if (run.Guest.Processes is var processes && Locate(words[0]) is not { } program)
            return await run.FailAsync($"sh: {words[0]}: not found", 127);
        try
        {
            return await RunAsync(processes, program, words[1..], new UndisposedStream(output), new UndisposedStream(error));
        }
        catch (FileSystemException)
        {
            return await run.FailAsync($"sh: {words[0]}: Permission denied", 126);
        }
    }

    private async Task<int> RunAsync(ProcessTable processes, string program, IReadOnlyList<string> programArguments, Stream output, Stream error)
    {
        var child = processes.Start(new ProgramStart
        {
            Program = program,
            Arguments = programArguments,
            Account = run.Process.Account,
            WorkingDirectory = _folder,
            Environment = _variables,
            Parent = run.Process,
            Output = output,
            Error = error,
        });
        await using var ending = run.Cancellation.Register(() => ProcessTable.End(child, force: !run.Process.IsRunning));
        return await child.Exited;
    }

    private string? Locate(string program) => program.StartsWith('.') ? Existing(FullPath(program)) : run.Guest.Locate(program);

    private string? Existing(string path) => run.Guest.Files.Find(path) is null ? null : path;

    private GuestFileStream OpenFile(string path, bool append)
    {
        var files = run.Guest.Files;
        if (path == "/dev/null")
            return GuestFileStream.Discarding(files);
        var file = append && files.Find(path) is { IsFile: true } existing ? existing : files.Write(path, [], run.Process.Account, 0b110_100_100, replaceNode: false);
        return new GuestFileStream(files, file, path, writing: true, run.Process);
    }

    private string FullPath(string path) => path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) ? path : run.Guest.Files.Paths.Combine(_folder, path);

    private string Expand(ShellWord word) => string.Concat(word.Parts.Select(part => part.Expands ? Fill(part.Text) : part.Text));

    private string Fill(string text)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        var filled = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                filled.Append(text[i]);
                continue;
            }

            var name = VariableName(text.AsSpan(i + 1), out var length);
            filled.Append(length == 0 ? "$" : Value(name));
            i += length;
        }

        return filled.ToString();
    }

    private static string VariableName(ReadOnlySpan<char> text, out int length)
    {
        if (text is ['(', ..])
            throw new ShellSyntaxException("the simulated shell does not know '$('");
        if (text is ['{', ..] && text.IndexOf('}') is var end and > 0)
        {
            length = end + 1;
            return text[1..end].ToString();
        }

        length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_') && !char.IsAsciiDigit(text[0]))
            length++;
        if (length == 0 && (text[0] is '?' or '$' or '#' || char.IsAsciiDigit(text[0])))
            length = 1;
        return text[..length].ToString();
    }

    private string Value(string name) => name switch
    {
        "?" => _status.ToString(CultureInfo.InvariantCulture),
        "$" => run.Process.Id.ToString(CultureInfo.InvariantCulture),
        "#" => arguments.Count.ToString(CultureInfo.InvariantCulture),
        [var digit] when char.IsAsciiDigit(digit) => digit == '0' ? run.Start.Program : arguments.ElementAtOrDefault(digit - '1') ?? "",
        _ => _variables.GetValueOrDefault(name, ""),
    };
}
