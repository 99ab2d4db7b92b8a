using System.Data.Common;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Endpoints.Import;

/// <summary>
/// Registers many endpoints. A dry run does all of it and takes it back within the same write of the database, so what it tells is what
/// would happen.
/// </summary>
internal sealed class EndpointImport(Database database, TimeProvider time)
{
    public async Task<ImportView> RunAsync(IReadOnlyList<ImportLine> lines, ImportRequest request, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            return await database.WriteAsync(
                connection =>
                {
                    var items = new ImportPass(connection, request.Defaults ?? new EndpointInput(), by, now).Run(lines);
                    var broken = items.Any(item => item.Outcome == ImportOutcome.Broken);
                    return request.DryRun || (request.AllOrNothing && broken)
                        ? throw new TakenBackException(ImportView.Of([.. items.Select(WithoutNewId)], applied: false))
                        : ImportView.Of(items, applied: true);
                },
                cancellationToken);
        }
        catch (TakenBackException takenBack)
        {
            return takenBack.View;
        }
    }

    private static ImportItemView WithoutNewId(ImportItemView item) => item.Outcome == ImportOutcome.Add ? item with { Id = null } : item;

    private sealed class TakenBackException(ImportView view) : Exception
    {
        public ImportView View { get; } = view;
    }
}

/// <summary>One pass over the lines of an import, within a write of the database.</summary>
internal sealed class ImportPass(DbConnection connection, EndpointInput defaults, string by, DateTimeOffset now)
{
    private readonly Dictionary<Guid, int?> _seen = [];

    public List<ImportItemView> Run(IReadOnlyList<ImportLine> lines) => [.. lines.Select(Run)];

    private ImportItemView Run(ImportLine line)
    {
        if (line.Broken is { } broken)
        {
            return Broken(line, [broken]);
        }

        if (line.Input.Name is { } name && EndpointTable.FindNamed(connection, name) is { } named)
        {
            return Change(line, named);
        }

        var findings = new Findings();
        if (EndpointRules.Check(line.Input.Or(defaults), findings) is not { } said)
        {
            return Broken(line, Errors(findings));
        }

        return line.Input.Name is null && said.Address is { } address
            && EndpointTable.FindByAddress(connection, address, said.Port, said.Jump) is { } there
                ? Change(line, there)
                : Add(line, said);
    }

    private ImportItemView Add(ImportLine line, EndpointDefinition said)
    {
        if (EndpointConflicts.Find(connection, said, known: null) is { } problem)
        {
            return Broken(line, [$"{problem.ProblemDetails.Title} {problem.ProblemDetails.Detail}"]);
        }

        var added = EndpointTable.Add(connection, Guid.CreateVersion7(now), said, by, now);
        _seen[added.Id] = line.Line;
        return Item(line, added, ImportOutcome.Add);
    }

    /// <summary>What a line and the defaults do not say stays as it is, such as a pinned key.</summary>
    private ImportItemView Change(ImportLine line, RegisteredEndpoint known)
    {
        if (!_seen.TryAdd(known.Id, line.Line))
        {
            return Broken(line, [$"The same endpoint is named before{(_seen[known.Id] is { } earlier ? $", in line {earlier}" : "")}."]);
        }

        var findings = new Findings();
        var input = line.Input.Or(defaults).Or(EndpointInput.Of(known));
        if (EndpointRules.Check(input with { Name = line.Input.Name ?? known.Name }, findings) is not { } wanted)
        {
            return Broken(line, Errors(findings));
        }

        if (wanted == known.Definition)
        {
            return Item(line, known, ImportOutcome.Same);
        }

        if (EndpointConflicts.Find(connection, wanted, known) is { } problem)
        {
            return Broken(line, [$"{problem.ProblemDetails.Title} {problem.ProblemDetails.Detail}"]);
        }

        var changed = EndpointTable.Change(connection, known.Id, known.Version, wanted, by, now)!;
        return Item(line, changed, ImportOutcome.Change) with { Changes = [.. EndpointInput.Of(known).DifferencesTo(EndpointInput.Of(changed))] };
    }

    private static IReadOnlyList<string> Errors(Findings findings) =>
        [.. findings.ByField().SelectMany(field => field.Value.Select(text => $"{field.Key}: {text}"))];

    private static ImportItemView Item(ImportLine line, RegisteredEndpoint endpoint, ImportOutcome outcome) =>
        new() { Line = line.Line, Name = endpoint.Name, Address = endpoint.Address, Outcome = outcome, Id = endpoint.Id };

    private static ImportItemView Broken(ImportLine line, IReadOnlyList<string> errors) =>
        new() { Line = line.Line, Name = line.Input.Name, Address = line.Input.Address, Outcome = ImportOutcome.Broken, Errors = errors };
}
