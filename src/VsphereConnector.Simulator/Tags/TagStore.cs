using System.Collections.Concurrent;
using System.Globalization;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Tags;

/// <summary>Tags in their categories, and what has them.</summary>
internal sealed class TagStore
{
    private readonly ConcurrentDictionary<string, string> _categories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SimulatedTag> _tags = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _lastId;

    public IReadOnlyDictionary<string, string> Categories => _categories;

    public IReadOnlyDictionary<string, SimulatedTag> Tags => _tags;

    /// <summary>Gives an entity a tag; category and tag are made where they are missing.</summary>
    public void Attach(ManagedEntity entity, string category, string name)
    {
        lock (_gate)
        {
            var categoryId = _categories.FirstOrDefault(known => known.Value == category).Key ?? NewId("Category", _categories, category);
            var tag = _tags.Values.FirstOrDefault(known => known.CategoryId == categoryId && known.Name == name);
            if (tag is null)
            {
                tag = new SimulatedTag(name, categoryId);
                NewId("Tag", _tags, tag);
            }

            tag.Attached[entity.Reference.Id] = entity.Reference.Type;
        }
    }

    private string NewId<T>(string kind, ConcurrentDictionary<string, T> known, T value)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"urn:vmomi:InventoryService{kind}:{++_lastId}:GLOBAL");
        known[id] = value;
        return id;
    }
}

/// <summary>A tag and what has it: the type of each object by its id.</summary>
internal sealed record SimulatedTag(string Name, string CategoryId)
{
    public ConcurrentDictionary<string, string> Attached { get; } = new(StringComparer.Ordinal);
}
