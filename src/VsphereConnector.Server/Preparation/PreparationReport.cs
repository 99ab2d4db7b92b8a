using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Preparation;

/// <summary>Reads what <c>prepare-account.sh</c> wrote.</summary>
internal static class PreparationReport
{
    private const string NewLogin =
        "Sessions of the account that are open do not have the new group: log in again. On some RHEL and CentOS it takes a restart of the machine.";

    /// <exception cref="OperationException">It failed, for the reason that the error says; the machine is as it was before.</exception>
    public static PrepareAccountResult Read(string machine, string account, string output)
    {
        string[][] lines = [.. GuestScript.LinesOf(output)];
        if (lines.FirstOrDefault(line => line is ["failed", _, _]) is [_, var code, var said])
        {
            throw new OperationException(PreparationErrors.Of(code, machine, account, said));
        }

        if (!lines.Any(line => line is ["end"]))
        {
            throw new OperationException(PreparationErrors.Broken(machine));
        }

        return lines.Aggregate(new PrepareAccountResult { Account = account }, With);
    }

    private static PrepareAccountResult With(PrepareAccountResult result, string[] line) => line switch
    {
        ["account-is-root"] => result with { Notes = ["The account is root: it needs no sudo."] },
        ["file", var file, var how] => result with { File = file, WroteFile = how == "written" },
        ["group", var group, var how] => result with { Group = group, JoinedGroup = how == "joined" },
        ["sessions", "yes"] when result.JoinedGroup => result with { Notes = [.. result.Notes, NewLogin] },
        _ => result,
    };
}

/// <summary>Why an account was not prepared. In all of these cases the machine is as it was before.</summary>
internal static class PreparationErrors
{
    public static OperationError Of(string code, string machine, string account, string said) => code switch
    {
        "not-root" => New("prepare-not-root", $"The preparation of '{machine}' did not run as root. {said}", "Use a credential of root, or of an account that may use sudo."),
        "account-missing" => New("prepare-account-missing", $"There is no account '{account}' on '{machine}'.", "Create it first, or name another one."),
        "sudo-missing" => New("prepare-sudo-missing", $"There is no sudo on '{machine}'.", "Install the package sudo, or let the connector run as root."),
        "sudoers-broken" => New(
            "prepare-sudoers-broken", $"visudo does not accept sudo's files on '{machine}' as they are: {said}",
            "Correct them as root with visudo, then try again; nothing was changed."),
        "sudoers-not-included" => New(
            "prepare-sudoers-not-included", $"/etc/sudoers on '{machine}' does not read the folder /etc/sudoers.d.",
            "Add the line '@includedir /etc/sudoers.d' with visudo, then try again; nothing was changed."),
        "group-missing" => New(
            "prepare-group-missing", $"There is neither a group 'sudo' nor a group 'wheel' on '{machine}'.",
            "Review the sudoers configuration: create the group that it names, then try again; nothing was changed."),
        "entry-refused" => New(
            "prepare-entry-refused", $"visudo does not accept the entry for '{account}' on '{machine}': {said}",
            "Give the entry by hand with visudo; what was tried has been taken back."),
        "group-not-joined" => New(
            "prepare-group-not-joined", $"'{account}' could not be added to the group on '{machine}': {said}",
            "Accounts of a directory are added there; what was tried has been taken back."),
        "not-effective" => New(
            "prepare-not-effective", $"sudo on '{machine}' still does not let '{account}' in without a password. {said}",
            "Look for another rule about it in sudo's files (sudo -l -U ACCOUNT): a later one wins. What was tried has been taken back."),
        "not-written" => New(
            "prepare-not-written", $"'{said}' could not be written on '{machine}'.",
            "See that /etc/sudoers.d is not read-only and that its disk has room; what was tried has been taken back."),
        "interrupted" => New("prepare-interrupted", $"The preparation of '{machine}' was interrupted.", "Try again; what was tried has been taken back."),
        _ => Broken(machine),
    };

    public static OperationError NoAccount(string machine) => New(
        "prepare-no-account", $"No account is named for '{machine}'.", "Name it (--account), or register the endpoint with the account that its connector is to run as.");

    public static OperationError Broken(string machine) => New(
        "prepare-incomplete", $"The preparation of '{machine}' ended without saying how.", "Look at the connection, and try again: it does only what is missing.");

    private static OperationError New(string code, string message, string remedy) => new(code, message.TrimEnd(), remedy);
}
