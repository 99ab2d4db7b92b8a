using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>Prints tables and progress for people, or one JSON document for scripts.</summary>
internal sealed class Printer(TextWriter output, TextWriter error, bool json)
{
    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    // A file or a pipe has no width; what reads it should not find broken lines.
    private const int RedirectedWidth = 220;

    private readonly IAnsiConsole _console = CreateConsole(output);

    public bool IsJson => json;

    /// <summary>Prints <paramref name="value"/> for scripts, or what <paramref name="table"/> makes of it for people.</summary>
    public void Print<T>(T value, Func<T, Table> table)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(value, Indented));
        }
        else
        {
            _console.Write(table(value));
        }
    }

    /// <summary>Something that was not done; for people and scripts, beside what is printed otherwise.</summary>
    public void Refusal(string text) => error.WriteLine(text);

    /// <summary>A line for people.</summary>
    public void Line(string markup)
    {
        if (!json)
        {
            _console.MarkupLine(markup);
        }
    }

    /// <summary>One step of an operation: when, where, what, and how long the step before it took.</summary>
    public void Step(string target, EventView happened, TimeSpan? sinceLast)
    {
        var color = happened.Level switch { EventLevel.Error => "red", EventLevel.Warning => "yellow", _ => "default" };
        var took = sinceLast is { } span ? string.Create(CultureInfo.InvariantCulture, $"+{span.TotalSeconds:0.0} s") : "";
        Line(string.Create(CultureInfo.InvariantCulture,
            $"[grey]{happened.At.ToLocalTime():HH:mm:ss}[/] [bold]{Markup.Escape(target),-16}[/] [grey]{took,8}[/]  {Markup.Escape(happened.Step),-14} [{color}]{Markup.Escape(happened.Message)}[/]"));
    }

    /// <summary>What the table of operations has no room for.</summary>
    public void Results(IEnumerable<OperationView> operations)
    {
        foreach (var (operation, details) in operations.Select(operation => (operation, OperationResults.Details(operation).ToList())).Where(pair => pair.Item2.Count > 0))
        {
            Line($"[bold]{Markup.Escape(Target(operation))}[/]");
            details.ForEach(detail => Line($"  {Markup.Escape(detail)}"));
        }
    }

    public static Table Operations(IEnumerable<OperationView> operations)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Operation", "Kind", "Target", "State", "Took", "Tries", "Says");
        foreach (var operation in operations)
        {
            table.AddRow(
                operation.Id.ToString(),
                operation.Kind.ToString(),
                Markup.Escape(Target(operation)),
                State(operation.State),
                Took(operation),
                operation.AttemptCount.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(OperationResults.Summary(operation)));
        }

        return table;
    }

    public static string Target(OperationView operation) => operation.Target.VirtualMachine ?? operation.Target.Endpoint ?? operation.Target.Connector?.ToString() ?? "";

    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static IAnsiConsole CreateConsole(TextWriter output)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) };
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Create(settings);
        }

        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        var plain = AnsiConsole.Create(settings);
        plain.Profile.Width = RedirectedWidth;
        return plain;
    }

    private static string State(OperationState state) => state switch
    {
        OperationState.Success => "[green]Success[/]",
        OperationState.Error => "[red]Error[/]",
        OperationState.Cancelled => "[yellow]Cancelled[/]",
        _ => state.ToString(),
    };

    private static string Took(OperationView operation) => operation is { StartedAt: { } start, FinishedAt: { } end }
        ? string.Create(CultureInfo.InvariantCulture, $"{(end - start).TotalSeconds:0.0} s")
        : "";
}
