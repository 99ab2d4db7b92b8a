namespace VsphereConnector.Server.Configuration;

/// <summary>Something that is wrong in the configuration.</summary>
/// <param name="Key">Which key, such as <c>Operations:Concurrency</c>.</param>
/// <param name="Value">What it is set to; null where nothing is.</param>
/// <param name="Allowed">What it should be, as a phrase.</param>
internal sealed record ConfigurationProblem(string Key, string? Value, string Allowed)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Key} is missing: {Allowed}" : $"{Key} is \"{Value}\": {Allowed}";
}

/// <summary>The configuration cannot be used; all that is wrong with it at once.</summary>
internal sealed class ConfigurationException(IReadOnlyList<ConfigurationProblem> problems) : Exception(
    "The configuration cannot be used:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}")))
{
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}
