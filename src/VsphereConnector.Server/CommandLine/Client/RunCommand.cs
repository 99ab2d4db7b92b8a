using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>run</c>: runs a task on the endpoints of virtual machines, over their connectors.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Machines = MachineArguments.WithConnector();

    private static readonly Option<string?> Script = new("--script") { Description = "The text of a script.", HelpName = "text" };

    private static readonly Option<FileInfo?> ScriptFile = new("--script-file") { Description = "A file here that holds the script; it goes along with the request.", HelpName = "file" };

    private static readonly Option<string?> ScriptPackage = new("--script-package") { Description = $"A script that the server keeps: {PackageUpload.Takes}.", HelpName = "file|sha256" };

    private static readonly Option<FileInfo?> Workflow = new("--workflow") { Description = "A file here with the parameters of RunTask as JSON: steps, conditions, time-outs (see PROTOCOL.md).", HelpName = "file" };

    private static readonly Option<string?> Interpreter = new("--interpreter") { Description = "What reads the script on the endpoint: sh, bash, python3, cmd, powershell or another. Default: /bin/sh, on Windows cmd.exe.", HelpName = "program" };

    private static readonly Option<string?> Program = new("--program") { Description = "Instead of a script: a program on the endpoint.", HelpName = "program" };

    private static readonly Option<string[]> Arguments = new("--argument") { Description = "An argument of script or program; may be repeated.", HelpName = "text" };

    private static readonly Option<string[]> Variables = new("--environment") { Description = "A variable of the environment; may be repeated.", HelpName = "name=value" };

    private static readonly Option<string[]> Secrets = new("--secret")
    {
        Description = "A variable whose value is the first line of a file here, and nowhere shown or recorded; may be repeated.",
        HelpName = "name=file",
    };

    private static readonly Option<string?> Folder = new("--folder") { Description = "Where it runs.", HelpName = "path" };

    private static readonly Option<string?> RunAs = new("--run-as") { Description = "The account that it runs as.", HelpName = "name" };

    private static readonly Option<int> OutputLimit = new("--output-limit")
    {
        Description = "How much of each stream is kept.",
        HelpName = "bytes",
        DefaultValueFactory = _ => RunTaskParameters.DefaultOutputLimit,
    };

    public static Command Create() => new Command(
        "run",
        """
        Runs a script, a program or a workflow on the endpoints of virtual machines. Its output: 'operations output ID', of one step '--step NAME'.

        Examples:
          vsphere-connector run web-01 web-02 --script 'hostname; uname -r'
          vsphere-connector run web-01 --program /usr/bin/df --argument -h
          vsphere-connector run db-01 --script-file backup.py --interpreter python3 --secret DB_PASSWORD=db.password
          vsphere-connector run web-01 web-02 --workflow deploy.json --timeout 900
        """)
    {
        Machines, Script, ScriptFile, ScriptPackage, Workflow, Interpreter, Program, Arguments, Variables, Secrets, Folder, RunAs, OutputLimit,
    }.WithSubmission(Machines, DescribeAsync);

    private static async Task<SubmitOperation> DescribeAsync(ServerCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var task = parsed.GetValue(Workflow) is { } file ? await ReadAsync(file, cancellationToken) : new RunTaskParameters
        {
            Script = parsed.GetValue(ScriptFile) is { } script ? await File.ReadAllTextAsync(script.FullName, cancellationToken) : parsed.GetValue(Script),
            ScriptSha256 = parsed.GetValue(ScriptPackage) is { } kept ? (await PackageUpload.ResolveAsync(call.Client, call.Printer, kept, cancellationToken)).Sha256 : null,
            Interpreter = parsed.GetValue(Interpreter),
            Program = parsed.GetValue(Program),
            Arguments = parsed.GetValue(Arguments) ?? [],
            WorkingDirectory = parsed.GetValue(Folder),
            RunAs = parsed.GetValue(RunAs),
            OutputLimit = parsed.GetValue(OutputLimit),
        };
        var (variables, secrets) = (new Dictionary<string, string>(task.Environment), new Dictionary<string, string>(task.SecretEnvironment));
        foreach (var (name, value) in Pairs(parsed, Variables))
        {
            variables[name] = value;
        }

        foreach (var (name, path) in Pairs(parsed, Secrets))
        {
            secrets[name] = await PasswordFile.ReadAsync(path, cancellationToken);
        }

        return SubmissionArguments.Operation(OperationKind.RunTask, task with { Environment = variables, SecretEnvironment = secrets });
    }

    private static async Task<RunTaskParameters> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = file.OpenRead();
            return await JsonSerializer.DeserializeAsync<RunTaskParameters>(content, ApiJson.Parameters, cancellationToken) ?? new();
        }
        catch (JsonException exception)
        {
            throw new ApiException($"The workflow {file.Name} is not as it should be: {exception.Message}");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(ParseResult parsed, Option<string[]> option) =>
        (parsed.GetValue(option) ?? []).Select(text => text.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? KeyValuePair.Create(name, value)
            : throw new ApiException($"{option.Name} must be {option.HelpName}, and not '{text}'."));
}
