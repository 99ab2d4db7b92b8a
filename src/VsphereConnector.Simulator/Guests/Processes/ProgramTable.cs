using System.Text;
using VsphereConnector.Simulator.Guests.Connectors;
using VsphereConnector.Simulator.Guests.Processes.Shell;

namespace VsphereConnector.Simulator.Guests.Processes;

/// <summary>The programs that simulated guests can run, by the name of their file.</summary>
internal sealed class ProgramTable
{
    private static readonly string[] ConnectorNames = ["vlink", "vlinkprocess", "vlinkservice"];

    private readonly Dictionary<string, SimulatedProgram> _programs = new(StringComparer.OrdinalIgnoreCase);

    public ProgramTable()
    {
        foreach (var (name, program) in Commands.All.Concat(AptCommands.All))
            _programs.Add(name, program);
        foreach (var shell in new[] { "sh", "bash", "cmd" })
            _programs.Add(shell, ShellProgram.RunAsync);
    }

    public IEnumerable<string> Names => _programs.Keys;

    public SimulatedProgram Find(SimulatedGuest guest, string path)
    {
        var name = guest.Files.Paths.NameOf(path);
        if (name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
            name = name[..^4];
        if (ConnectorNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            return ConnectorPrograms.RunAsync;
        if (path.StartsWith("/etc/init.d/", StringComparison.Ordinal))
            return InitScripts.RunAsync;
        if (_programs.TryGetValue(name, out var program))
            return program;
        return IsScript(guest, path) ? ShellProgram.RunFileAsync : NotAProgramAsync;
    }

    /// <summary>The full path of a program, looked for in the folders of the system where only its name is given.</summary>
    public static string? Locate(SimulatedGuest guest, string program)
    {
        if (program.Contains('/', StringComparison.Ordinal) || program.Contains('\\', StringComparison.Ordinal))
            return guest.Files.Find(program) is null ? null : program;
        var inSystem = guest.IsWindows ? $@"C:\Windows\System32\{program}{(program.Contains('.', StringComparison.Ordinal) ? "" : ".exe")}" : $"/bin/{program}";
        return guest.Files.Find(inSystem) is null ? null : inSystem;
    }

    private static bool IsScript(SimulatedGuest guest, string path) =>
        guest.Files.Find(path) is { IsFile: true } file && file.Content.Span.StartsWith(Encoding.ASCII.GetBytes("#!"));

    private static Task<int> NotAProgramAsync(ProgramRun run) => run.FailAsync($"{run.Start.Program}: the simulated guest cannot run this file", 126);
}
