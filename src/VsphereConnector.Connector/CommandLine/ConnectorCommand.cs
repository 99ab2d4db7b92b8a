namespace VsphereConnector.Connector.CommandLine;

/// <summary>What the command line asks for.</summary>
internal abstract record ConnectorCommand
{
    public sealed record Install(string SettingsFile) : ConnectorCommand;

    public sealed record Uninstall : ConnectorCommand;

    public sealed record Run(bool AsService) : ConnectorCommand;

    public sealed record Status(bool Json) : ConnectorCommand;

    /// <summary>Not for people: an upgrade starts it.</summary>
    public sealed record WatchUpgrade(string Folder) : ConnectorCommand;

    public sealed record Version : ConnectorCommand;

    public sealed record Help(string Text) : ConnectorCommand;

    public sealed record Wrong(string Message) : ConnectorCommand;
}
