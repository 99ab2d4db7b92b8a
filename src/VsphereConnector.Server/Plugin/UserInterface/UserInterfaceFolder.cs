namespace VsphereConnector.Server.Plugin.UserInterface;

/// <summary>Where the built views are.</summary>
internal sealed record UserInterfaceFolder(string Path)
{
    /// <summary>Where the build puts them.</summary>
    public static UserInterfaceFolder BesideProgram { get; } = new(System.IO.Path.Combine(AppContext.BaseDirectory, "plugin", "ui"));
}
