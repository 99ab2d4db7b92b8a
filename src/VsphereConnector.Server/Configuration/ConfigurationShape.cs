using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace VsphereConnector.Server.Configuration;

/// <summary>Compares what is configured with what can be: unknown keys and values of the wrong type, all at once.</summary>
internal static class ConfigurationShape
{
    /// <summary>The section that Serilog reads itself.</summary>
    public const string LogSection = "Serilog";

    public static IEnumerable<ConfigurationProblem> Check(IConfiguration configuration) =>
        CheckObject(configuration, typeof(ServerOptions), [LogSection]);

    private static IEnumerable<ConfigurationProblem> CheckObject(IConfiguration configuration, Type type, string[] foreign)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        return configuration.GetChildren()
            .Where(child => !foreign.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .SelectMany(child => properties.TryGetValue(child.Key, out var property)
                ? CheckValue(child, property.PropertyType)
                : [new ConfigurationProblem(child.Path, child.Value ?? "…", $"unknown; known here: {string.Join(", ", properties.Keys)}")]);
    }

    private static IEnumerable<ConfigurationProblem> CheckValue(IConfigurationSection section, Type type)
    {
        if (type == typeof(string) || !(typeof(IEnumerable).IsAssignableFrom(type) || type.IsClass))
        {
            return CheckScalar(section, Nullable.GetUnderlyingType(type) ?? type);
        }

        if (!string.IsNullOrEmpty(section.Value))
        {
            return [new ConfigurationProblem(section.Path, section.Value, "a section with keys of its own, or a list, not a value")];
        }

        return type.IsGenericType ? CheckCollection(section, type.GetGenericArguments()) : CheckObject(section, type, []);
    }

    private static IEnumerable<ConfigurationProblem> CheckCollection(IConfigurationSection section, Type[] arguments)
    {
        var keys = arguments.Length == 2 && arguments[0].IsEnum ? Enum.GetNames(arguments[0]) : null;
        return section.GetChildren().SelectMany(child => keys is null || keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
            ? CheckValue(child, arguments[^1])
            : [new ConfigurationProblem(child.Path, child.Value, $"unknown; known here: {string.Join(", ", keys)}")]);
    }

    private static IEnumerable<ConfigurationProblem> CheckScalar(IConfigurationSection section, Type type)
    {
        if (section.Value is null)
        {
            return section.GetChildren().Any() ? [new ConfigurationProblem(section.Path, "…", $"one value, {Describe(type)}")] : [];
        }

        return CanConvert(section.Value, type) ? [] : [new ConfigurationProblem(section.Path, section.Value, Describe(type))];
    }

    private static bool CanConvert(string value, Type type)
    {
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Describe(Type type) => type switch
    {
        _ when type == typeof(int) => "must be a whole number",
        _ when type == typeof(TimeSpan) => "must be a duration, hh:mm:ss",
        _ when type == typeof(bool) => "must be true or false",
        _ when type.IsEnum => $"must be one of {string.Join(", ", Enum.GetNames(type))}",
        _ => "must be text",
    };
}
