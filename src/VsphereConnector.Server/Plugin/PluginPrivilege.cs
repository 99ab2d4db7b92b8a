namespace VsphereConnector.Server.Plugin;

/// <summary>The privileges that the plug-in brings along.</summary>
internal static class PluginPrivilege
{
    public const string Group = "VsphereConnector";

    public const string View = $"{Group}.View";
    public const string Install = $"{Group}.Install";
    public const string Upgrade = $"{Group}.Upgrade";
    public const string Uninstall = $"{Group}.Uninstall";
    public const string RunTask = $"{Group}.RunTask";
    public const string ManageAgents = $"{Group}.ManageAgents";
    public const string ManagePatches = $"{Group}.ManagePatches";
    public const string Configure = $"{Group}.Configure";
    public const string RetrieveLogs = $"{Group}.RetrieveLogs";

    /// <summary>The global view's settings, rules, credentials and audit.</summary>
    public const string Administer = $"{Group}.Administer";

    /// <summary>Their ids, such as <c>VsphereConnector.Install</c>.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        View, Install, Upgrade, Uninstall, RunTask, ManageAgents, ManagePatches, Configure, RetrieveLogs, Administer,
    ];

    /// <summary>Their names within the group; <c>menu.json</c> and the texts use these.</summary>
    public static IEnumerable<string> Names => All.Select(id => id[(Group.Length + 1)..]);

    public static string Of(string name) => $"{Group}.{name}";
}
