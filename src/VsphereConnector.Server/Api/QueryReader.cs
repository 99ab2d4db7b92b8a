using System.Globalization;
using VsphereConnector.Server.Plugin;

namespace VsphereConnector.Server.Api;

/// <summary>Reads the values of a query string and collects everything that is wrong with them.</summary>
internal sealed class QueryReader
{
    private readonly Findings _findings = new();

    public QueryReader(IQueryCollection query, params string[] known)
    {
        foreach (var unknown in query.Keys.Except(known, StringComparer.OrdinalIgnoreCase))
        {
            _findings.Add(unknown, $"Unknown. Known here: {string.Join(", ", known)}.");
        }
    }

    public T? Enum<T>(string name, string? text)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        if (System.Enum.GetNames<T>().FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } match)
        {
            return System.Enum.Parse<T>(match);
        }

        _findings.Add(name, $"Must be one of {string.Join(", ", System.Enum.GetNames<T>())}.");
        return null;
    }

    /// <summary>One of these words, in their own spelling.</summary>
    public string? OneOf(string name, string? text, params string[] known)
    {
        var match = known.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (text is not null && match is null)
        {
            _findings.Add(name, $"Must be one of {string.Join(", ", known)}.");
        }

        return match;
    }

    /// <summary>An object as the vSphere Client names it.</summary>
    public ClientObject? Object(string name, string? text)
    {
        var entity = ClientObject.TryParse(text);
        if (text is not null && entity is null)
        {
            _findings.Add(name, $"Must be of the form {ClientObject.Form}.");
        }

        return entity;
    }

    public long? Number(string name, string? text, long least, long most)
    {
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _findings.Add(name, $"Must be a number from {least} to {most}.");
        return null;
    }

    public DateTimeOffset? Time(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        _findings.Add(name, "Must be a time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <exception cref="RequestProblemException">With everything that was wrong.</exception>
    public void ThrowIfInvalid()
    {
        if (_findings.ByField() is { Count: > 0 } errors)
        {
            throw new RequestProblemException(Problems.Invalid(errors));
        }
    }
}
