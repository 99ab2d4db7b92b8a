using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>Chooses the package manager of an endpoint.</summary>
internal static class PatchManagers
{
    private static readonly IPatchManager[] Linux = [new Apt(), new Dnf("dnf"), new Zypper(), new Dnf("yum")];

    private static readonly IPatchManager[] Windows = [new Wusa(), new Dism(), new Msiexec()];

    /// <summary>On Linux the one that is there; on Windows the one for the file.</summary>
    /// <exception cref="OperationFailedException">There is none.</exception>
    public static IPatchManager ForFile(IMachine machine, bool onWindows, string fileName)
    {
        var manager = onWindows ? Array.Find(Windows, manager => Takes(manager, fileName)) : ThatIsThere(machine);
        return manager is not null && Takes(manager, fileName) ? manager
            : throw new OperationFailedException(PatchErrors.NotOffered(manager?.Name ?? "Windows", $"it does not install files such as '{fileName}'"));
    }

    /// <exception cref="OperationFailedException">There is none.</exception>
    public static IPatchManager ForPackages(IMachine machine, bool onWindows, IReadOnlyList<PatchName> packages) => onWindows
        ? Array.Find(Windows, manager => manager.Uninstall(packages, dryRun: false) is not null)
            ?? throw new OperationFailedException(PatchErrors.NotOffered("Windows", "it takes back one update by its KB number, one package by its full name, or one product by its code"))
        : ThatIsThere(machine);

    private static IPatchManager ThatIsThere(IMachine machine) =>
        Array.Find(Linux, manager => machine.Files.KindOf(manager.Program) is FileKind.File or FileKind.Link)
        ?? throw new OperationFailedException(PatchErrors.NoManager());

    private static bool Takes(IPatchManager manager, string fileName) =>
        manager.FileEndings.Any(ending => fileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
