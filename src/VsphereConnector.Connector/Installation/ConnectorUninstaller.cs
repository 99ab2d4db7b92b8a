using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>Takes the connector off its machine and says what is left.</summary>
internal sealed class ConnectorUninstaller(IMachine machine, ConnectorFolder folder, TextWriter output)
{
    private readonly IMachineFiles _files = machine.Files;

    /// <returns>0 where nothing is left.</returns>
    public async Task<int> UninstallAsync(CancellationToken cancellationToken)
    {
        if (!machine.IsAdministrator)
        {
            await output.WriteLineAsync($"The account '{machine.Account}' may not uninstall: run it as root, by sudo, or as an elevated administrator.");
            return InstallExitCodes.NotPermitted;
        }

        var residue = new List<string>();
        await TryAsync("the running connector", () => StartupOf.Machine(machine, folder).StopAsync(cancellationToken), residue);
        await RemoveAsync(residue, cancellationToken);
        await output.WriteLineAsync(residue.Count == 0 ? "Uninstalled; nothing is left." : $"Uninstalled, but this is left: {string.Join("; ", residue)}");
        return residue.Count == 0 ? InstallExitCodes.Success : InstallExitCodes.Failed;
    }

    /// <summary>What is left of an installation once its agents are gone, by its path.</summary>
    public static IReadOnlyList<string> Remains(IMachine machine, ConnectorFolder folder)
    {
        string[] system = folder.OnWindows ? [] : [Locations.StartLink, SysVScript.Path, SystemdStartup.UnitPath, Locations.PidFile];
        return [.. system.Append(folder.Path).Where(path => machine.Files.KindOf(path) != FileKind.None)];
    }

    /// <summary>Removes all but the process that runs, which may be this one. What is left is added to the residue.</summary>
    public async Task RemoveAsync(List<string> residue, CancellationToken cancellationToken)
    {
        var startup = StartupOf.Machine(machine, folder);
        await TryAsync($"the start by {startup.Name}", () => startup.UnregisterAsync(cancellationToken), residue);
        await TryAsync(Locations.PidFile, () => DeletePidFile(), residue);
        await TryAsync(folder.Configuration, () => Delete(folder.Configuration), residue); // that it is gone tells the service's wrapper to end
        await TryAsync(folder.Path, () => DeleteFolder(), residue);
        await TryAsync(folder.Agents, () => DeleteEmpty(folder.Agents, residue), residue);
        await TryAsync(folder.Parent, () => DeleteEmpty(folder.Parent, residue), residue);
    }

    /// <summary>Windows does not let the file of a running program go: there a command removes the folder when this process has ended.</summary>
    private Task DeleteFolder()
    {
        try
        {
            return Delete(folder.Path);
        }
        catch (Exception exception) when (folder.OnWindows && exception is IOException or UnauthorizedAccessException)
        {
            WindowsRemoval.Start(machine, folder);
            return Task.CompletedTask;
        }
    }

    private Task DeletePidFile() => folder.Path.StartsWith('/') ? Delete(Locations.PidFile) : Task.CompletedTask;

    private Task Delete(string path)
    {
        _files.Delete(path);
        return Task.CompletedTask;
    }

    /// <summary>What others have put there is theirs: it stays, and is named.</summary>
    private Task DeleteEmpty(string path, List<string> residue)
    {
        var content = _files.List(path);
        if (content.Count == 0)
        {
            _files.Delete(path);
        }
        else if (path == folder.Agents)
        {
            residue.Add($"{path} with {string.Join(", ", content)}");
        }

        return Task.CompletedTask;
    }

    private static async Task TryAsync(string what, Func<Task> act, List<string> residue)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InstallationException or ProcessStartException)
        {
            residue.Add($"{what} ({exception.Message})");
        }
    }
}
