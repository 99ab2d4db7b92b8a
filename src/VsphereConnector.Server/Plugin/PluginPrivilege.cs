namespace VsphereConnector.Server.Plugin;

/// <summary>The privileges that the plug-in brings along.</summary>
internal static class PluginPrivilege
{
    public const string Group = "VsphereConnector";

    /// <summary>Their names within the group; <c>menu.json</c> and the texts use these.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "View", "Install", "Upgrade", "Uninstall", "RunTask", "ManageAgents", "ManagePatches", "Configure", "RetrieveLogs", "Administer",
    ];

    /// <summary>Their ids, such as <c>VsphereConnector.Install</c>.</summary>
    public static IEnumerable<string> All => Names.Select(Of);

    public static string Of(string name) => $"{Group}.{name}";
}
