using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>Where a connector's files are on a Windows endpoint.</summary>
internal static class ConnectorFiles
{
    private const string ProgramName = "vlinkprocess.exe";

    public static string FolderOf(Connector connector) => connector.Folder ?? $@"{Locations.DefaultWindowsParentFolder}\{Locations.ConnectorFolder}";

    public static string ProgramOf(Connector connector) => $@"{FolderOf(connector)}\{ProgramName}";

    /// <summary>The share of a drive and the path on it, such as <c>C$</c> and <c>Program Files\Intigua</c>.</summary>
    /// <exception cref="SmbException">It is no full path on a drive.</exception>
    public static (string Share, string Path) OnShare(string path) => path is [var drive, ':', '\\', .. var rest] && char.IsAsciiLetter(drive) && !path.Contains("..", StringComparison.Ordinal)
        ? ($"{char.ToUpperInvariant(drive)}$", rest)
        : throw SmbErrors.BadTarget($"'{path}' is not on a drive of that machine.", "Install the connector on a local drive.");
}
