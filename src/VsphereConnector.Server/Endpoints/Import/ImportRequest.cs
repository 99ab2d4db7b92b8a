using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Endpoints.Import;

/// <summary>The body of <c>POST /api/v1/endpoints/import</c>.</summary>
internal sealed record ImportRequest
{
    [Description("The text of a CSV file (RFC 4180) whose first line names the columns: those of an endpoint, hostKeys separated by ';'.")]
    public string? Csv { get; init; }

    [Description("Addresses, ranges of them (10.0.0.1-10.0.0.50, 10.0.0.0/28) and numbered names (web-[01-20].example).")]
    public IReadOnlyList<string>? Addresses { get; init; }

    [Description("Endpoints one by one.")]
    public IReadOnlyList<EndpointInput>? Endpoints { get; init; }

    [Description("What is meant where a line does not say it.")]
    public EndpointInput? Defaults { get; init; }

    [Description("Tell what would happen, and do nothing.")]
    public bool DryRun { get; init; }

    [Description("Do nothing at all where a line is broken. Default: broken lines are left out.")]
    public bool AllOrNothing { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>What became of an import, or would.</summary>
internal sealed record ImportView
{
    [Description("Whether it was done: false in a dry run, and where a line is broken and allOrNothing is given.")]
    public required bool Applied { get; init; }

    public required int Added { get; init; }

    public required int Changed { get; init; }

    [Description("How many are there already, just so.")]
    public required int Same { get; init; }

    public required int Broken { get; init; }

    public required IReadOnlyList<ImportItemView> Items { get; init; }

    public static ImportView Of(IReadOnlyList<ImportItemView> items, bool applied) => new()
    {
        Applied = applied,
        Added = items.Count(item => item.Outcome == ImportOutcome.Add),
        Changed = items.Count(item => item.Outcome == ImportOutcome.Change),
        Same = items.Count(item => item.Outcome == ImportOutcome.Same),
        Broken = items.Count(item => item.Outcome == ImportOutcome.Broken),
        Items = items,
    };
}

/// <summary>What became of one line.</summary>
internal sealed record ImportItemView
{
    [Description("Where it begins in the CSV file.")]
    public int? Line { get; init; }

    public string? Name { get; init; }

    public string? Address { get; init; }

    public required ImportOutcome Outcome { get; init; }

    [Description("The endpoint; missing where it is not registered.")]
    public Guid? Id { get; init; }

    [Description("What changes: the field, before and after.")]
    public IReadOnlyList<string>? Changes { get; init; }

    [Description("What is wrong, and what to do.")]
    public IReadOnlyList<string>? Errors { get; init; }
}

/// <summary>What an import makes of a line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportOutcome>))]
internal enum ImportOutcome
{
    /// <summary>It is registered.</summary>
    Add,

    /// <summary>It is there already, just so.</summary>
    Same,

    /// <summary>It is there, and changed to what the line says.</summary>
    Change,

    /// <summary>Nothing is done with it.</summary>
    Broken,
}
