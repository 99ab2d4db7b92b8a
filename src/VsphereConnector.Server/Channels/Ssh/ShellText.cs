namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Text for a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>One word that the shell leaves as it is.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
