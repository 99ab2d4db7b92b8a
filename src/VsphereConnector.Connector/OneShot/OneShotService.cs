using VsphereConnector.Connector.CommandLine;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.OneShot;

/// <summary>
/// A Windows service that is there for one run alone. It marks itself for deletion as soon as it runs, so that the system removes it when
/// it stops, however it stops; one that never came to run is swept away by the next who looks.
/// </summary>
internal static class OneShotService
{
    public static NewService Of(string program, ConnectorCommand.Once once) => new()
    {
        Name = RunNames.Service(once.RunId),
        DisplayName = "vlink, for one run",
        CommandLine = CommandLineOf(program, once),
        Start = ServiceStart.Manual,
    };

    /// <summary>Removes those that were left over and do not run.</summary>
    public static void Sweep(IMachineServices services)
    {
        foreach (var name in LeftOver(services))
        {
            services.Delete(name);
        }
    }

    public static IReadOnlyList<string> LeftOver(IMachineServices services) =>
        [.. services.FindAll(RunNames.ServicePrefix).Where(name => services.Find(name) is { State: ServiceState.Stopped })];

    private static string CommandLineOf(string program, ConnectorCommand.Once once)
    {
        string[] hash = once.Sha256 is null ? [] : ["--sha256", once.Sha256];
        string[] words = [program, "once", "--service", "--folder", once.Folder, "--run", $"{once.RunId:N}", .. hash, "--", .. once.Command];
        return string.Join(' ', words.Select(Quoted));
    }

    /// <summary>None of these ends with a backslash or holds a quote: folders, words and paths of files.</summary>
    private static string Quoted(string argument) => argument.Any(char.IsWhiteSpace) || argument.Contains('\\') ? $"\"{argument}\"" : argument;
}
