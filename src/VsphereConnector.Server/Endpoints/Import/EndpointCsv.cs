using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace VsphereConnector.Server.Endpoints.Import;

/// <summary>Endpoints in a CSV file (RFC 4180) whose first line names the columns.</summary>
internal static class EndpointCsv
{
    private const int LongestField = 64 * 1024;

    private static readonly Dictionary<string, Func<EndpointInput, string, EndpointInput>> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = (input, value) => input with { Name = value },
        ["address"] = (input, value) => input with { Address = value },
        ["port"] = (input, value) => input with { Port = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0 },
        ["operatingSystem"] = (input, value) => input with { OperatingSystem = value },
        ["os"] = (input, value) => input with { OperatingSystem = value },
        ["driver"] = (input, value) => input with { Driver = value },
        ["credential"] = (input, value) => input with { Credential = value },
        ["hostKeys"] = (input, value) => input with { HostKeys = value.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
        ["hostKeyPolicy"] = (input, value) => input with { HostKeyPolicy = value },
        ["jump"] = (input, value) => input with { Jump = value },
        ["runAs"] = (input, value) => input with { RunAs = value },
        ["parentFolder"] = (input, value) => input with { ParentFolder = value },
        ["tempFolder"] = (input, value) => input with { TempFolder = value },
    };

    /// <summary>The lines, those that cannot be read among them; blank ones are passed over.</summary>
    /// <exception cref="FormatException">Nothing can be read, as the first line is not as it should be.</exception>
    public static IReadOnlyList<ImportLine> Read(string text)
    {
        var bad = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            BadDataFound = _ => bad = true,
            MaxFieldSize = LongestField,
        };
        using var parser = new CsvParser(new StringReader(text.TrimStart('\uFEFF')), configuration);
        var header = parser.Read() ? Header(parser.Record!) : throw new FormatException("The file is empty.");
        var lines = new List<ImportLine>();
        for (var (at, more) = (parser.RawRow + 1, true); more; at = parser.RawRow + 1)
        {
            bad = false;
            try
            {
                more = parser.Read();
                if (more && parser.RawRecord.Trim().Length > 0)
                {
                    var record = parser.Record!; // what is wrong with it is told while its fields are read
                    lines.Add(bad ? Broken(at, parser.RawRow) : Line(at, header, record));
                }
            }
            catch (MaxFieldSizeException)
            {
                lines.Add(Broken(at, null));
                more = false;
            }
        }

        return lines;
    }

    private static string[] Header(string[] record)
    {
        string[] header = [.. record.Select(name => name.Trim())];
        if (header.FirstOrDefault(name => !Columns.ContainsKey(name)) is { } unknown)
        {
            throw new FormatException($"The first line must name the columns, and '{unknown}' is none. Known are: {string.Join(", ", Columns.Keys)}.");
        }

        if (header.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"The first line names the column '{twice.Key}' twice.");
        }

        return header.Contains("address", StringComparer.OrdinalIgnoreCase) || header.Contains("name", StringComparer.OrdinalIgnoreCase)
            ? header
            : throw new FormatException("The first line must name a column 'address' or 'name'.");
    }

    private static ImportLine Line(int at, string[] header, string[] record)
    {
        if (record.Length != header.Length)
        {
            return new ImportLine(at, new EndpointInput(), $"Has {record.Length} fields; the first line names {header.Length} columns.");
        }

        var input = header.Zip(record)
            .Where(pair => pair.Second.Trim().Length > 0)
            .Aggregate(new EndpointInput(), (read, pair) => Columns[pair.First](read, pair.Second.Trim()));
        return new ImportLine(at, input);
    }

    private static ImportLine Broken(int at, int? last) => new(at, new EndpointInput(), last == at
        ? "A quote stands where none may: put the field in quotes, and double those within it."
        : "A quote is opened here and not closed as it should be: what follows could not be read.");
}
