using System.Globalization;
using System.Text;

namespace VsphereConnector.Simulator.Guests.Processes.Shell;

/// <summary>The small programs of a fresh system.</summary>
internal static class Commands
{
    public static IReadOnlyDictionary<string, SimulatedProgram> All { get; } = new Dictionary<string, SimulatedProgram>(StringComparer.Ordinal)
    {
        ["true"] = _ => Task.FromResult(0),
        ["false"] = _ => Task.FromResult(1),
        ["echo"] = EchoAsync,
        ["hostname"] = run => PrintAsync(run, run.Guest.VirtualMachine.Name),
        ["whoami"] = run => PrintAsync(run, run.Process.Account.Name),
        ["id"] = IdAsync,
        ["uname"] = UnameAsync,
        ["pwd"] = run => PrintAsync(run, run.Start.WorkingDirectory),
        ["env"] = run => PrintAsync(run, string.Join('\n', run.Start.Environment.Select(variable => $"{variable.Key}={variable.Value}"))),
        ["cat"] = CatAsync,
        ["ls"] = LsAsync,
        ["mkdir"] = MkdirAsync,
        ["touch"] = TouchAsync,
        ["rm"] = RmAsync,
        ["sleep"] = SleepAsync,
        ["seq"] = SeqAsync,
        ["yes"] = YesAsync,
    };

    private static async Task<int> PrintAsync(ProgramRun run, string line)
    {
        await run.WriteAsync(line + "\n");
        return 0;
    }

    private static async Task<int> EchoAsync(ProgramRun run)
    {
        var withoutNewLine = run.Arguments is ["-n", ..];
        await run.WriteAsync(string.Join(' ', run.Arguments.Skip(withoutNewLine ? 1 : 0)) + (withoutNewLine ? "" : "\n"));
        return 0;
    }

    private static Task<int> IdAsync(ProgramRun run)
    {
        var (name, number) = (run.Process.Account.Name, run.Process.Account.IsAdministrator ? 0 : 1000);
        return PrintAsync(run, run.Arguments switch
        {
            ["-un"] => name,
            ["-u"] => number.ToString(CultureInfo.InvariantCulture),
            _ => $"uid={number}({name})",
        });
    }

    private static Task<int> UnameAsync(ProgramRun run)
    {
        var machine = run.Guest.Profile.Architecture == "arm64" ? "aarch64" : "x86_64";
        return PrintAsync(run, run.Arguments switch
        {
            ["-m"] => machine,
            ["-a"] => $"Linux {run.Guest.VirtualMachine.Name} {machine}",
            _ => "Linux",
        });
    }

    private static async Task<int> CatAsync(ProgramRun run)
    {
        foreach (var path in run.Arguments)
        {
            if (run.Guest.Files.Find(path) is not { IsFile: true })
                return await run.FailAsync($"cat: {path}: No such file or directory");
            await run.Start.Output.WriteAsync(run.Guest.Files.Read(path, run.Process.Account), run.Cancellation);
        }

        return 0;
    }

    private static async Task<int> LsAsync(ProgramRun run)
    {
        var path = run.Arguments.LastOrDefault(argument => !argument.StartsWith('-')) ?? run.Start.WorkingDirectory;
        if (run.Guest.Files.Find(path) is null)
            return await run.FailAsync($"ls: cannot access '{path}': No such file or directory", 2);
        foreach (var node in run.Guest.Files.List(path, run.Process.Account))
            await run.WriteAsync(node.Name + "\n");
        return 0;
    }

    private static Task<int> MkdirAsync(ProgramRun run)
    {
        foreach (var path in run.Arguments.Where(argument => argument != "-p"))
            run.Guest.Files.MakeDirectory(path, run.Process.Account, 0b111_101_101, parents: run.Arguments.Contains("-p"));
        return Task.FromResult(0);
    }

    private static Task<int> TouchAsync(ProgramRun run)
    {
        foreach (var path in run.Arguments.Where(path => run.Guest.Files.Find(path) is null))
            run.Guest.Files.Write(path, [], run.Process.Account, 0b110_100_100);
        return Task.FromResult(0);
    }

    private static async Task<int> RmAsync(ProgramRun run)
    {
        var force = run.Arguments.Any(argument => argument is "-f" or "-rf");
        foreach (var path in run.Arguments.Where(argument => !argument.StartsWith('-')))
        {
            if (run.Guest.Files.Find(path, followLink: false) is not { } node)
            {
                if (!force)
                    return await run.FailAsync($"rm: cannot remove '{path}': No such file or directory");
            }
            else if (!node.IsDirectory)
            {
                run.Guest.Files.DeleteFile(path, run.Process.Account);
            }
            else
            {
                run.Guest.Files.DeleteDirectory(path, run.Process.Account, run.Arguments.Any(argument => argument is "-r" or "-rf"));
            }
        }

        return 0;
    }

    private static async Task<int> SleepAsync(ProgramRun run)
    {
        if (run.Arguments is not [var text] || !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return await run.FailAsync("sleep: one number of seconds is wanted");
        await Task.Delay(TimeSpan.FromSeconds(Math.Min(seconds, 86400)), run.Time, run.Cancellation);
        return 0;
    }

    private static async Task<int> SeqAsync(ProgramRun run)
    {
        if (run.Arguments is not [var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var last))
            return await run.FailAsync("seq: one number is wanted");
        var lines = new StringBuilder();
        for (var i = 1; i <= last; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{i}\n");
            if (lines.Length < 4096 && i < last)
                continue;
            await run.WriteAsync(lines.ToString());
            lines.Clear();
        }

        return 0;
    }

    private static async Task<int> YesAsync(ProgramRun run)
    {
        var block = string.Concat(Enumerable.Repeat((run.Arguments.Count > 0 ? string.Join(' ', run.Arguments) : "y") + "\n", 512));
        while (true)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            await run.WriteAsync(block);
            await Task.Yield();
        }
    }
}
