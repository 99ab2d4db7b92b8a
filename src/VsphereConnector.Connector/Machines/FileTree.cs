using VsphereConnector.Connector.Configuration;

namespace VsphereConnector.Connector.Machines;

/// <summary>Folders with all that is in them.</summary>
internal static class FileTree
{
    /// <summary>Copies a file, or a folder with all that is in it; links are left out. What is at the target is replaced file by file.</summary>
    public static void Copy(IMachineFiles files, string from, string to)
    {
        switch (files.KindOf(from))
        {
            case FileKind.File:
                files.CreateDirectory(to[..to.LastIndexOfAny(['/', '\\'])], FileModes.Executable);
                files.CopyAtomically(from, to, files.ModeOf(from));
                break;
            case FileKind.Directory:
                files.CreateDirectory(to, FileModes.Executable);
                foreach (var name in files.List(from))
                {
                    Copy(files, ConnectorFolder.Join(from, name), ConnectorFolder.Join(to, name));
                }

                break;
        }
    }
}
