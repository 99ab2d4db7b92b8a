namespace VsphereConnector.Browser.Tests.World;

/// <summary>What the tests use of the repository, and where they put what people look at.</summary>
internal static class RepositoryFiles
{
    /// <summary>The checks of accessibility: a package of the views' own development.</summary>
    public static string Axe => Path.Combine(Root, "ui-extension", "node_modules", "axe-core", "axe.min.js");

    /// <summary>The views as the build puts them beside the server.</summary>
    public static string Views => Path.Combine(AppContext.BaseDirectory, "plugin", "ui", "index.html");

    private static string Root { get; } = FindRoot();

    /// <summary>The file for a picture; git ignores the folder.</summary>
    public static string Picture(string name) => Path.Combine(Root, "artifacts", "pictures", name);

    /// <summary>An icon of the plug-in.</summary>
    public static string Icon(string name) => Path.Combine(Root, "plugin-manifest", "icons", $"{name}.svg");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "VsphereConnector.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
