namespace VsphereConnector.Server.Configuration;

/// <summary>The configuration as it was read: the options, and the section of the log, which belongs to Serilog.</summary>
internal sealed record ServerConfiguration(ServerOptions Options, IConfiguration Source)
{
    public const string DefaultFile = "vsphere-connector.json";

    private const string EnvironmentPrefix = "VSPHERE_CONNECTOR__";

    /// <summary>
    /// Reads <paramref name="file"/> (null: <see cref="DefaultFile"/> in the current folder, if it is there), the environment and
    /// <paramref name="flags"/>, and validates what comes out.
    /// </summary>
    /// <exception cref="ConfigurationException">With everything that is wrong.</exception>
    public static ServerConfiguration Load(string? file, IEnumerable<string> flags)
    {
        var arguments = flags.ToArray();
        var problems = arguments.Where(flag => !IsSetting(flag)).Select(NotASetting).ToList();
        if (Read(file, [.. arguments.Where(IsSetting)], problems) is not { } source)
        {
            throw new ConfigurationException(problems);
        }

        problems.AddRange(ConfigurationShape.Check(source));
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        var options = source.Get<ServerOptions>() ?? new ServerOptions();
        Validate(options);
        return new ServerConfiguration(options, source);
    }

    /// <exception cref="ConfigurationException">With everything that is wrong.</exception>
    public static void Validate(ServerOptions options)
    {
        var problems = ServerOptionsRules.Check(options).ToList();
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }
    }

    private static IConfigurationRoot? Read(string? file, string[] flags, List<ConfigurationProblem> problems)
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file ?? DefaultFile), optional: file is null)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddCommandLine(flags)
                .Build();
        }
        catch (FileNotFoundException)
        {
            problems.Add(new ConfigurationProblem("--config", file, "there is no such file"));
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigurationProblem("--config", file ?? DefaultFile, (exception.InnerException ?? exception).Message));
        }

        return null;
    }

    private static bool IsSetting(string flag) => flag.StartsWith("--", StringComparison.Ordinal) && flag.IndexOf('=', StringComparison.Ordinal) > 2;

    private static ConfigurationProblem NotASetting(string flag) =>
        new(flag, "", "not understood; settings are given as --Section:Key=value, such as --Operations:Concurrency=64");
}
