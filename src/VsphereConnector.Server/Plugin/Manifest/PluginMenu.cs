using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Plugin.Manifest;

/// <summary>The context menu, as <c>menu.json</c> has it.</summary>
/// <param name="Objects">The types of objects that have it.</param>
/// <param name="Actions">Its entries, from top to bottom.</param>
internal sealed record PluginMenu(IReadOnlyList<string> Objects, IReadOnlyList<PluginAction> Actions)
{
    public static PluginMenu Load() => PluginSource.Json<PluginMenu>("menu.json");

    /// <summary>The actions that have a view, and whose operations are all carried out by this server.</summary>
    public IReadOnlyList<PluginAction> Served(Func<OperationKind, bool> carried) =>
    [
        .. Actions.Where(action => action.View is not null
            && action.Operations.All(name => Enum.TryParse<OperationKind>(name, out var kind) && carried(kind))),
    ];
}

/// <summary>An entry of the menu.</summary>
/// <param name="Id">Its name, also that of its icon and of its texts.</param>
/// <param name="Operations">The kinds of operations that it starts.</param>
/// <param name="Privilege">The plug-in's own privilege that it takes.</param>
/// <param name="Needs">What a virtual machine must be like for it to make sense.</param>
/// <param name="Size">The dialog's size in pixels.</param>
/// <param name="View">The view in its dialog, as the user interface names it; null while there is none.</param>
internal sealed record PluginAction(
    string Id,
    IReadOnlyList<string> Operations,
    string Privilege,
    IReadOnlyList<PluginActionNeed> Needs,
    DialogSize Size,
    string? View = null)
{
    public string LabelKey => $"action.{Id}";

    public string TitleKey => $"dialog.{Id}";

    /// <summary>Its id in the menu of a type of objects; ids are unique in a manifest.</summary>
    public string IdOn(string type) => $"{char.ToLowerInvariant(type[0])}{type[1..]}{char.ToUpperInvariant(Id[0])}{Id[1..]}";
}

internal sealed record DialogSize(int Width, int Height);

/// <summary>What an action needs of a virtual machine.</summary>
internal enum PluginActionNeed
{
    NotTemplate,
    PoweredOn,
    ToolsRunning,
    NoConnector,
    Connector,

    /// <summary>No operation that holds the virtual machine is under way.</summary>
    NothingRunning,
}
