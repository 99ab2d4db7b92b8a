using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Plugin.Manifest;

/// <summary>The files of the repository's folder <c>plugin-manifest</c>, which the server carries inside itself.</summary>
internal static class PluginSource
{
    private const string Root = "plugin/";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>The names, without their endings, of the files in <paramref name="folder"/>, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names(string folder) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Root}{folder}/", StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name))
            .Order(StringComparer.Ordinal),
    ];

    public static string Text(string path)
    {
        using var reader = new StreamReader(Open(path));
        return reader.ReadToEnd();
    }

    /// <exception cref="JsonException">It has a field that <typeparamref name="T"/> does not know, or lacks one.</exception>
    public static T Json<T>(string path)
        where T : class
    {
        using var stream = Open(path);
        return JsonSerializer.Deserialize<T>(stream, Strict) ?? throw new JsonException($"{path} is null.");
    }

    private static Stream Open(string path) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Root + path)
        ?? throw new FileNotFoundException($"The server was built without plugin-manifest/{path}.", path);
}
