using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>run</c>: runs a task on the endpoints of virtual machines, over their connectors.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Machines = new("vm") { Description = "Virtual machines that have a connector.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string?> Script = new("--script") { Description = "The text of a script.", HelpName = "text" };

    private static readonly Option<FileInfo?> ScriptFile = new("--script-file") { Description = "A file here that holds the script.", HelpName = "file" };

    private static readonly Option<string?> Interpreter = new("--interpreter") { Description = "What reads the script on the endpoint. Default: /bin/sh, on Windows cmd.exe.", HelpName = "program" };

    private static readonly Option<string?> Program = new("--program") { Description = "Instead of a script: a program on the endpoint.", HelpName = "program" };

    private static readonly Option<string[]> Arguments = new("--argument") { Description = "An argument of script or program; may be repeated.", HelpName = "text" };

    private static readonly Option<string?> Folder = new("--folder") { Description = "Where it runs.", HelpName = "path" };

    private static readonly Option<string?> RunAs = new("--run-as") { Description = "The account that it runs as.", HelpName = "name" };

    public static Command Create() => new Command(
        "run",
        """
        Runs a script or a program on the endpoints of virtual machines. Its output: 'operations output ID'.

        Examples:
          vsphere-connector run web-01 web-02 --script 'hostname; uname -r'
          vsphere-connector run web-01 --program /usr/bin/df --argument -h
        """)
    {
        Machines, Script, ScriptFile, Interpreter, Program, Arguments, Folder, RunAs,
    }.WithSubmission(Machines, DescribeAsync);

    private static async Task<SubmitOperation> DescribeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var task = new RunTaskParameters
        {
            Script = parsed.GetValue(ScriptFile) is { } file ? await File.ReadAllTextAsync(file.FullName, cancellationToken) : parsed.GetValue(Script),
            Interpreter = parsed.GetValue(Interpreter),
            Program = parsed.GetValue(Program),
            Arguments = parsed.GetValue(Arguments) ?? [],
            WorkingDirectory = parsed.GetValue(Folder),
            RunAs = parsed.GetValue(RunAs),
        };
        return new SubmitOperation { Kind = nameof(OperationKind.RunTask), Parameters = JsonSerializer.SerializeToElement(task, ApiJson.Options) };
    }
}
