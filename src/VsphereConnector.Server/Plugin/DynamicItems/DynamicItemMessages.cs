namespace VsphereConnector.Server.Plugin.DynamicItems;

/// <summary>What the vSphere Client asks before it shows a menu. Newer clients may send more, which is not looked at.</summary>
internal sealed record DynamicItemsRequest
{
    /// <summary>What is selected.</summary>
    public required IReadOnlyList<string?> ObjectIds { get; init; }
}

/// <summary>How the entries of the menu are to be shown.</summary>
internal sealed record DynamicItemsResponse(IReadOnlyList<DynamicItem> DynamicItems)
{
    public string ApiVersion { get; } = "1.0.0";
}

/// <summary>One entry. A client shows an action that is not visible as disabled.</summary>
internal sealed record DynamicItem(string Id, bool Visible);
