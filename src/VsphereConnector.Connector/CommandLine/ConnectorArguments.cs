namespace VsphereConnector.Connector.CommandLine;

/// <summary>Reads the command line. A library for this would be larger than the rest of the program.</summary>
internal static class ConnectorArguments
{
    public static ConnectorCommand Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return new ConnectorCommand.Wrong("A verb is missing.");
        }

        var (verb, rest) = (arguments[0], arguments.Skip(1).ToArray());
        if (verb is "--help" or "-h" or "help")
        {
            return new ConnectorCommand.Help(Usage.All);
        }

        if (verb == "--version")
        {
            return new ConnectorCommand.Version();
        }

        if (Usage.Of(verb) is not { } usage)
        {
            return new ConnectorCommand.Wrong($"There is no verb '{verb}'.");
        }

        return rest.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h") ? new ConnectorCommand.Help(usage) : ParseOptions(verb, rest);
    }

    private static ConnectorCommand ParseOptions(string verb, string[] options) => (verb, options) switch
    {
        ("install", ["--settings", { Length: > 0 } file]) => new ConnectorCommand.Install(file),
        ("install", [var option]) when option.StartsWith("--settings=", StringComparison.Ordinal) && option.Length > "--settings=".Length =>
            new ConnectorCommand.Install(option["--settings=".Length..]),
        ("install", ["--bundle", { Length: > 0 } script]) => new ConnectorCommand.Install(script, IsBundle: true),
        ("install", _) => new ConnectorCommand.Wrong("install needs --settings FILE and nothing else."),
        ("look", ["--bundle", { Length: > 0 } script]) => new ConnectorCommand.Look(script),
        ("uninstall", []) => new ConnectorCommand.Uninstall(),
        ("run", []) => new ConnectorCommand.Run(AsService: false),
        ("run", ["--service"]) => new ConnectorCommand.Run(AsService: true),
        ("watch-upgrade", ["--folder", { Length: > 0 } folder]) => new ConnectorCommand.WatchUpgrade(folder),
        ("once", _) => OnceArguments.Parse(options),
        ("channel", []) => new ConnectorCommand.Channel(),
        ("exec-operation", ["--folder", { Length: > 0 } folder]) => new ConnectorCommand.ExecOperation(folder),
        ("status", []) => new ConnectorCommand.Status(Json: false),
        ("status", ["--json"]) => new ConnectorCommand.Status(Json: true),
        _ => new ConnectorCommand.Wrong($"'{verb}' does not take {string.Join(' ', options)}."),
    };
}
