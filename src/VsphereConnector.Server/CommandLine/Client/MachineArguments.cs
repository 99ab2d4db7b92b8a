using System.CommandLine;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>Which machines a command is for.</summary>
internal static class MachineArguments
{
    /// <summary>Machines whose connector carries it out.</summary>
    public static Argument<string[]> WithConnector() => new("vm")
    {
        Description = "Virtual machines that have a connector, each by its name, its managed object id (vm-58) or its instance UUID.",
        Arity = ArgumentArity.OneOrMore,
    };
}
