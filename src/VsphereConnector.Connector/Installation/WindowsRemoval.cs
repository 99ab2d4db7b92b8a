using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>A command that removes the connector's folder, and those above it that are empty, as soon as its programs have ended; then itself.</summary>
internal static class WindowsRemoval
{
    public static void Start(IMachine machine, ConnectorFolder folder)
    {
        var script = ConnectorFolder.Join(Locations.WindowsTempFolder, $"vlink-remove-{Guid.NewGuid():N}.cmd");
        machine.Files.Write(script, Encoding.UTF8.GetBytes(Content(folder).ReplaceLineEndings("\r\n")), FileModes.Private);
        machine.Processes.StartDetached(new ProcessStart { Program = "cmd.exe", Arguments = ["/d", "/c", script], WorkingDirectory = @"C:\Windows" });
    }

    private static string Content(ConnectorFolder folder) => $"""
        @echo off
        chcp 65001 >nul
        set tries=60
        :again
        rmdir /s /q "{Escaped(folder.Path)}" 2>nul
        if not exist "{Escaped(folder.Path)}" goto gone
        ping -n 2 127.0.0.1 >nul
        set /a tries-=1
        if %tries% gtr 0 goto again
        :gone
        rmdir "{Escaped(folder.Agents)}" 2>nul
        rmdir "{Escaped(folder.Parent)}" 2>nul
        del "%~f0" & exit /b 0

        """;

    private static string Escaped(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
