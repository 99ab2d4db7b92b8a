using System.Globalization;
using System.Net.Sockets;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.OneShot;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>
/// Looks at a Windows machine before a connector is put onto it, and writes a line for each thing that it saw: its name and its values, with tabs
/// between, as the server's script does on Linux. It leaves nothing: what it writes to try a folder is gone at once.
/// </summary>
internal sealed class MachineLook(IMachine machine, ConnectorSettings settings, TextWriter output)
{
    private const string Policies = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IMachineFiles _files = machine.Files;

    private string Own => machine.ProgramPath[..machine.ProgramPath.LastIndexOf('\\')];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var identity = machine.ReadIdentity();
        Line("vlink-check", "1");
        Line("system", "Windows", identity.Architecture);
        Line("version", identity.OperatingSystemName ?? "");
        Line("clock", Number(machine.Time.GetUtcNow().ToUnixTimeSeconds()));
        Line("logon", machine.Account, machine.IsLocalSystem ? "system" : machine.IsAdministrator ? "elevated" : "limited");
        Line("remote-uac", IsRemoteUacOff ? "off" : "on");
        RunAs();
        foreach (var server in settings.ServerUrls.Select(url => new Uri(url)))
        {
            Line("server", server.IdnHost, Number(server.Port), await ReachAsync(server, cancellationToken));
        }

        foreach (var folder in new[] { settings.TempFolder ?? Locations.WindowsTempFolder, Locations.WindowsFallbackTempFolder }.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            Folder("temp", folder);
        }

        Folder("parent", settings.ParentFolder ?? Locations.DefaultWindowsParentFolder);
        Left();
        Line("seen-as", machine.Account);
        Line("end");
    }

    /// <summary>What keeps local administrators from their rights when they come over the network; on where nothing is said.</summary>
    private bool IsRemoteUacOff => machine.Registry.Read(Policies, "LocalAccountTokenFilterPolicy") == "1" || machine.Registry.Read(Policies, "EnableLUA") == "0";

    private void RunAs()
    {
        if (settings.RunAs is { } wanted)
        {
            Line("run-as", machine.Services.FindAccount(wanted) is { } account
                ? [wanted, account.Name, Word(account.State), account.IsAdministrator switch { true => "administrator", false => "ordinary", null => "unknown" }, Word(account.ServiceLogon)]
                : [wanted, "missing"]);
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private async Task<string> ReachAsync(Uri server, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = machine.Time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            await using var connection = await machine.ConnectAsync(server.IdnHost, server.Port, patience.Token);
            return "open";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "silent";
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "refused",
                SocketError.TimedOut => "silent",
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "unresolved",
                _ => "unreachable",
            };
        }
        catch (IOException)
        {
            return "unreachable";
        }
    }

    /// <summary>Where the folder is not there yet, what is above it decides. That programs start shows this one, which does.</summary>
    private void Folder(string use, string path)
    {
        var there = path.TrimEnd('\\');
        while (_files.KindOf(there) == FileKind.None && there.LastIndexOf('\\') is > 2 and var end)
        {
            there = there[..end];
        }

        var isFolder = _files.KindOf(there) == FileKind.Directory;
        Line(use, path, there, (isFolder && FolderTrial.IsWritable(_files, there) ? "rwx" : "rx") + (isFolder ? "" : ",nofolder"), Free(there));
    }

    private string Free(string folder)
    {
        try
        {
            return Number(_files.FreeBytes(folder) / 1024);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Left()
    {
        if (machine.Services.Find(WindowsStartup.ServiceName) is { State: var state })
        {
            Line("connector", $"{state}");
        }

        foreach (var what in OneShotService.LeftOver(machine.Services).Select(service => $"the service {service}").Concat(WorkFolders.FindOthers(_files, Own)))
        {
            Line("left", what);
        }
    }

    private void Line(string name, params IEnumerable<string> values) =>
        output.WriteLine(string.Join('\t', values.Select(value => value.Replace('\t', ' ')).Prepend(name)));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
