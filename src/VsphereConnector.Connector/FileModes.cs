namespace VsphereConnector.Connector;

/// <summary>The modes of what the connector makes.</summary>
internal static class FileModes
{
    /// <summary>0600: read and written by the owner only.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700: a script or folder of the owner only.</summary>
    public const UnixFileMode PrivateExecutable = Private | UnixFileMode.UserExecute;

    /// <summary>0711: accounts that tasks run as may pass through, and see nothing.</summary>
    public const UnixFileMode WorkFolder = PrivateExecutable | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>0644: read by all.</summary>
    public const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>0755: run or entered by all.</summary>
    public const UnixFileMode Executable = PrivateExecutable | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
}
