namespace VsphereConnector.Server.Plugin;

/// <summary>What names the plug-in in a vCenter.</summary>
internal static class PluginIdentity
{
    /// <summary>The key of its extension.</summary>
    public const string Key = "com.vsphereconnector.plugin";

    public const string Company = "VsphereConnector";

    /// <summary>Where the server has everything that the vSphere Client fetches.</summary>
    public const string Path = "/plugin";

    /// <summary>The version of this server, numbers with dots as vCenter wants it.</summary>
    public static string Version { get; } = typeof(PluginIdentity).Assembly.GetName().Version!.ToString(3);
}
