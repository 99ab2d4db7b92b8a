namespace VsphereConnector.Connector.Machines.Local;

/// <summary>
/// How a program of Linux is really launched: in a session of its own by <c>setsid</c>, as another account by <c>setpriv</c>, <c>runuser</c> or
/// <c>su</c>, whichever the machine has. The program and its arguments go through as they are.
/// </summary>
internal sealed record LaunchPlan(IReadOnlyList<string> CommandLine, IReadOnlyDictionary<string, string> Environment, bool OwnSession)
{
    public static LaunchPlan For(ProcessStart start)
    {
        IReadOnlyList<string> commandLine = [FindProgram(start.Program), .. start.Arguments];
        var environment = start.Environment;
        if (start.RunAs is { } name && name != System.Environment.UserName)
        {
            var account = LinuxAccount.Find(name) ?? throw new UnknownAccountException(name);
            commandLine = AsAccount(account, commandLine);
            environment = WithHome(account, environment);
        }

        return LinuxPath.Find("setsid") is { } setsid
            ? new([setsid, .. commandLine], environment, OwnSession: true)
            : new(commandLine, environment, OwnSession: false);
    }

    private static string FindProgram(string program)
    {
        var path = LinuxPath.Find(program)
            ?? throw new ProcessStartException(ProcessStartFailure.ProgramMissing, $"There is no program '{program}'.");
        return LinuxPath.IsExecutable(path)
            ? path
            : throw new ProcessStartException(ProcessStartFailure.ProgramNotExecutable, $"'{path}' is not an executable file.");
    }

    private static string[] AsAccount(LinuxAccount account, IReadOnlyList<string> commandLine)
    {
        if (!System.Environment.IsPrivilegedProcess)
        {
            throw new ProcessStartException(
                ProcessStartFailure.RunAsNotPermitted, $"Only root may run a program as '{account.Name}', and this is '{System.Environment.UserName}'.");
        }

        if (LinuxPath.Find("setpriv") is { } setpriv && !IsBusyBox(setpriv))
        {
            return [setpriv, $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--init-groups", "--", .. commandLine];
        }

        if (LinuxPath.Find("runuser") is { } runuser)
        {
            return [runuser, "-u", account.Name, "--", .. commandLine];
        }

        if (LinuxPath.Find("su") is { } su)
        {
            return [su, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", account.Name, "--", .. commandLine];
        }

        throw new ProcessStartException(ProcessStartFailure.RunAsNotPossible, "The machine has none of setpriv, runuser and su.");
    }

    /// <summary>BusyBox has a <c>setpriv</c> that cannot change the account.</summary>
    private static bool IsBusyBox(string program) =>
        Path.GetFileName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program) == "busybox";

    private static Dictionary<string, string> WithHome(LinuxAccount account, IReadOnlyDictionary<string, string> environment)
    {
        var result = new Dictionary<string, string> { ["HOME"] = account.Home, ["USER"] = account.Name, ["LOGNAME"] = account.Name };
        foreach (var (name, value) in environment)
        {
            result[name] = value;
        }

        return result;
    }
}
