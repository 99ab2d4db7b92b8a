namespace VsphereConnector.Connector.CommandLine;

/// <summary>What the command line asks for.</summary>
internal abstract record ConnectorCommand
{
    /// <param name="File">The settings, or (<paramref name="IsBundle"/>) the script of an installation that has them in it.</param>
    public sealed record Install(string File, bool IsBundle = false) : ConnectorCommand;

    /// <summary>Not for people: a server that looks at a Windows machine starts it.</summary>
    /// <param name="Script">Has the settings of an installation in it.</param>
    public sealed record Look(string Script) : ConnectorCommand;

    public sealed record Uninstall : ConnectorCommand;

    public sealed record Run(bool AsService) : ConnectorCommand;

    public sealed record Status(bool Json) : ConnectorCommand;

    /// <summary>Not for people: installations of Windows guests start it.</summary>
    public sealed record Once(string Folder, Guid RunId, string? Sha256, bool AsService, IReadOnlyList<string> Command) : ConnectorCommand;

    /// <summary>Not for people: an upgrade starts it.</summary>
    public sealed record WatchUpgrade(string Folder) : ConnectorCommand;

    /// <summary>Not for people: a server that came by SSH starts it.</summary>
    public sealed record Channel : ConnectorCommand;

    /// <summary>Not for people: a server that came by SMB starts it.</summary>
    public sealed record ExecOperation(string Folder) : ConnectorCommand;

    public sealed record Version : ConnectorCommand;

    public sealed record Help(string Text) : ConnectorCommand;

    public sealed record Wrong(string Message) : ConnectorCommand;
}
