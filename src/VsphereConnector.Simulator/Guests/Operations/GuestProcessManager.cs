using System.Globalization;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Guests.Processes;
using VsphereConnector.Simulator.Guests.Processes.Shell;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Starts, lists and ends processes in the guest.</summary>
internal sealed class GuestProcessManager() : ManagedObject("GuestProcessManager", "guestOperationsProcessManager")
{
    internal override PropertyTable Properties => Table;

    private static PropertyTable<GuestProcessManager> Table { get; } = new("GuestProcessManager");

    public static void AddTo(MethodTable methods, GuestOperationGate gate)
    {
        gate.Add(methods, "StartProgramInGuest", GuestPrivilege.Execute, StartProgram);
        gate.Add(methods, "ListProcessesInGuest", GuestPrivilege.Query, ListProcesses);
        gate.Add(methods, "TerminateProcessInGuest", GuestPrivilege.Execute, TerminateProcess);
        gate.Add(methods, "ReadEnvironmentVariableInGuest", GuestPrivilege.Query, ReadEnvironmentVariables);
    }

    private static object StartProgram(GuestAccess access)
    {
        var spec = access.Arguments.Required("spec");
        var program = spec.RequiredString("programPath").Trim('"');
        var arguments = spec.RequiredString("arguments");
        var guest = access.Guest;
        var folder = spec.String("workingDirectory") is { Length: > 0 } chosen ? chosen : Home(access);
        if (!guest.Files.Get(folder).IsDirectory)
            throw Fault.NotADirectory(folder);
        // Tools hand the line to a shell on Linux and to the program itself on Windows: redirections work on Linux only.
        var shell = guest.Locate(guest.IsWindows ? "cmd" : "sh")!;
        var file = guest.Files.Get(program);
        if (file.IsDirectory || !access.Account.MayExecute(file) || guest.Files.IsNoExec(program))
            throw Fault.CannotAccessFile(program);
        var direct = arguments.IndexOfAny(['>', '<', '&', '|', ';', '$', '`', '\n', '*']) < 0;
        return (long)guest.Processes.Start(new ProgramStart
        {
            Program = direct ? program : shell,
            Arguments = direct ? Words(arguments, guest.IsWindows) : [guest.IsWindows ? "/c" : "-c", $"\"{program}\" {arguments}"],
            Account = access.Account,
            WorkingDirectory = folder,
            Environment = Environment(spec, access),
            CommandLine = $"\"{program}\" {arguments}",
        }).Id;
    }

    private static string[] Words(string arguments, bool windows)
    {
        try
        {
            return ShellParser.Words(arguments, windows);
        }
        catch (ShellSyntaxException e)
        {
            throw Fault.InvalidArgument("spec.arguments", e.Message);
        }
    }

    private static Dictionary<string, string> Environment(SoapElement spec, GuestAccess access)
    {
        var given = spec.Strings("envVariables");
        return given.Count > 0
            ? given.Select(variable => variable.Split('=', 2)).Where(pair => pair.Length == 2).GroupBy(pair => pair[0], StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal)
            : SystemEnvironment(access);
    }

    private static Dictionary<string, string> SystemEnvironment(GuestAccess access) => access.Guest.IsWindows
        ? new(StringComparer.OrdinalIgnoreCase) { ["Path"] = @"C:\Windows\System32", ["TEMP"] = @"C:\Windows\Temp", ["USERNAME"] = access.Account.Name }
        : new(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin", ["HOME"] = Home(access), ["USER"] = access.Account.Name };

    private static string Home(GuestAccess access) => access.Guest.IsWindows ? @"C:\Windows\Temp"
        : access.Account.Name == "root" ? "/root"
        : access.Guest.Files.Find($"/home/{access.Account.Name}") is null ? "/" : $"/home/{access.Account.Name}";

    private static ValueArray ListProcesses(GuestAccess access)
    {
        var wanted = access.Arguments.Strings("pids").Select(pid => long.TryParse(pid, CultureInfo.InvariantCulture, out var id) ? id : throw Fault.InvalidArgument("pids", "No number.")).ToHashSet();
        return new ValueArray("GuestProcessInfo", [.. access.Guest.Processes.All()
            .Where(process => wanted.Count == 0 || wanted.Contains(process.Id))
            .Select(process => Info(process, access.Guest))]);
    }

    /// <summary>On Linux a program that a signal ended reports exit code 0.</summary>
    private static DataObject Info(SimulatedProcess process, SimulatedGuest guest) => new(
        "GuestProcessInfo",
        ("name", process.Name),
        ("pid", (long)process.Id),
        ("owner", process.Account.Name),
        ("cmdLine", process.CommandLine),
        ("startTime", process.StartTime),
        ("endTime", process.EndTime),
        ("exitCode", process.EndTime is null ? null : process.EndedBySignal && !guest.IsWindows ? 0 : process.ExitCode));

    private static object? TerminateProcess(GuestAccess access)
    {
        var id = access.Arguments.Long("pid") ?? throw Fault.InvalidArgument("pid", "The process id is missing.");
        if (access.Guest.Processes.Find((int)id) is not { IsRunning: true } process)
            throw Fault.Named("GuestProcessNotFound", access.VirtualMachine.Reference);
        if (process.Account != access.Account && !access.Account.IsAdministrator)
            throw Fault.GuestPermissionDenied();
        access.Guest.Processes.TerminateThenKill(process);
        return null;
    }

    private static ValueArray ReadEnvironmentVariables(GuestAccess access)
    {
        var names = access.Arguments.Strings("names");
        return ValueArray.Of(SystemEnvironment(access)
            .Where(variable => names.Count == 0 || names.Contains(variable.Key))
            .Select(variable => $"{variable.Key}={variable.Value}"));
    }
}
