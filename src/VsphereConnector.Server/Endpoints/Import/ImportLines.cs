using System.Globalization;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Endpoints.Import;

/// <summary>All that an import names, in order.</summary>
internal static class ImportLines
{
    /// <summary>The most endpoints of one import.</summary>
    public const int Most = 4096;

    /// <exception cref="RequestProblemException">The request is not valid, or names too many.</exception>
    public static IReadOnlyList<ImportLine> Of(ImportRequest request)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "csv, addresses, endpoints, defaults, dryRun, allOrNothing");
        if (request is { Csv: null, Addresses: null or [], Endpoints: null or [] })
        {
            findings.Add("", "Must have csv, addresses or endpoints.");
        }

        List<ImportLine> lines = [.. FromCsv(request.Csv, findings), .. FromAddresses(request.Addresses ?? [], findings), .. FromList(request.Endpoints ?? [], findings)];
        if (lines.Count > Most)
        {
            findings.Add("", TooMany((UInt128)lines.Count));
        }

        return findings.IsEmpty ? lines : throw new RequestProblemException(Problems.Invalid(findings.ByField()));
    }

    private static IEnumerable<ImportLine> FromCsv(string? csv, Findings findings)
    {
        try
        {
            return csv is null ? [] : EndpointCsv.Read(csv);
        }
        catch (FormatException exception)
        {
            findings.Add("csv", exception.Message);
            return [];
        }
    }

    private static IEnumerable<ImportLine> FromAddresses(IReadOnlyList<string> addresses, Findings findings)
    {
        var patterns = new List<AddressPattern>();
        for (var i = 0; i < addresses.Count; i++)
        {
            try
            {
                patterns.Add(AddressPattern.Parse(addresses[i] ?? ""));
            }
            catch (FormatException exception)
            {
                findings.Add($"addresses[{i}]", exception.Message);
            }
        }

        // Counted first: a mistyped network can have more addresses than this machine has memory.
        if (patterns.FirstOrDefault(pattern => pattern.Count > Most) is { } large)
        {
            findings.Add("addresses", $"{large.Text}: {TooMany(large.Count)}");
            return [];
        }

        return patterns.SelectMany(pattern => pattern.Addresses).Take(Most + 1).Select(address => new ImportLine(null, new EndpointInput { Address = address }));
    }

    private static IEnumerable<ImportLine> FromList(IReadOnlyList<EndpointInput> endpoints, Findings findings)
    {
        if (endpoints.Contains(null!))
        {
            findings.Add("endpoints", "Must hold objects, not null.");
            return [];
        }

        return endpoints.Select(endpoint => new ImportLine(null, endpoint));
    }

    private static string TooMany(UInt128 count) => string.Create(
        CultureInfo.InvariantCulture, $"These would be {count:#,0} endpoints, and {Most:#,0} are the most at once. Give smaller ranges, or import in parts.");
}
