using System.Globalization;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>What must be so before anything is changed. That the architecture is right is shown by this program's running.</summary>
internal static class InstallationChecks
{
    /// <exception cref="InstallationException">Something is not so.</exception>
    public static void Run(IMachine machine, ConnectorSettings settings, ConnectorFolder folder, long roomBesideProgram)
    {
        if (!machine.IsAdministrator)
        {
            throw new InstallationException(
                InstallExitCodes.NotPermitted, $"The account '{machine.Account}' may not install: run it as root, by sudo, or as an elevated administrator.");
        }

        if (machine.ProgramPath == folder.Program)
        {
            throw new InstallationException(
                InstallExitCodes.Failed, $"'{folder.Program}' is the installed program itself: run the one that is to be installed.");
        }

        if (settings.RunAs is { } account && !account.All(letter => IsOfAccount(letter, folder.OnWindows)))
        {
            throw new InstallationException(InstallExitCodes.Failed, "runAs is not the name of an account.");
        }

        CheckRoom(machine, folder, roomBesideProgram);
    }

    private static bool IsOfAccount(char letter, bool onWindows) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@' || (onWindows && (char.IsLetterOrDigit(letter) || letter is '\\' or '$' or ' '));

    private static void CheckRoom(IMachine machine, ConnectorFolder folder, long roomBesideProgram)
    {
        long program;
        using (var stream = machine.Files.OpenRead(machine.ProgramPath))
        {
            program = stream.Length;
        }

        // An upgrade has the old program beside the new one for a while.
        var needed = (2 * program) + roomBesideProgram;
        var existing = ExistingAbove(machine.Files, folder.Path);
        var free = machine.Files.FreeBytes(existing);
        if (free < needed)
        {
            throw new InstallationException(
                InstallExitCodes.DiskFull, $"The disk of '{existing}' has {Megabytes(free)} free, and {Megabytes(needed)} are needed: make room, or choose another parent folder.");
        }
    }

    private static string ExistingAbove(IMachineFiles files, string path)
    {
        var at = path;
        while (files.KindOf(at) == FileKind.None)
        {
            var separator = at.LastIndexOfAny(['/', '\\']);
            at = separator > 0 ? at[..separator] : at[..(separator + 1)];
        }

        return at;
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024)} MB");
}
