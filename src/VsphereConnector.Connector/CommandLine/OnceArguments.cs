namespace VsphereConnector.Connector.CommandLine;

/// <summary>Reads what follows <c>once</c>.</summary>
internal static class OnceArguments
{
    public static ConnectorCommand Parse(string[] options)
    {
        var end = Array.IndexOf(options, "--");
        var command = end < 0 ? [] : options[(end + 1)..];
        if (command.Length == 0)
        {
            return new ConnectorCommand.Wrong("once needs -- and the verb that is to be run.");
        }

        var (folder, run, sha256, asService) = ((string?)null, (Guid?)null, (string?)null, false);
        for (var i = 0; i < end; i++)
        {
            var value = i + 1 < end ? options[i + 1] : "";
            switch (options[i])
            {
                case "--service":
                    asService = true;
                    continue;
                case "--folder":
                    folder = value;
                    break;
                case "--run" when Guid.TryParseExact(value, "N", out var id):
                    run = id;
                    break;
                case "--sha256":
                    sha256 = value;
                    break;
                default:
                    return new ConnectorCommand.Wrong($"'once' does not take {options[i]} {value}.");
            }

            i++;
        }

        return string.IsNullOrEmpty(folder) || run is null
            ? new ConnectorCommand.Wrong("once needs --folder FOLDER and --run ID.")
            : new ConnectorCommand.Once(folder.TrimEnd('\\', '/'), run.Value, sha256, asService, command);
    }
}
