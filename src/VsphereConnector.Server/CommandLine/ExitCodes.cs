namespace VsphereConnector.Server.CommandLine;

/// <summary>What the program returns.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It was tried and did not work; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The data folder is in use by another server, was written by a newer version, or is damaged.</summary>
    public const int DataFolderUnusable = 3;
}
