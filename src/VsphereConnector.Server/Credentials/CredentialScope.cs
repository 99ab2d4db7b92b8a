using System.Collections.Immutable;
using System.ComponentModel;
using System.IO.Enumeration;
using VsphereConnector.Server.Inventory;

namespace VsphereConnector.Server.Credentials;

/// <summary>Where a credential may be used: everywhere, unless something narrows it. All that is given must hold.</summary>
internal sealed record CredentialScope
{
    [Description("The configured name of a vCenter: only its virtual machines.")]
    public string? VCenter { get; init; }

    [Description("With vCenter: the managed object id of a folder, datacenter, cluster, host, resource pool or machine (group-v22): only what is below it.")]
    public string? Object { get; init; }

    [Description("Only machines whose name fits; * stands for any characters and ? for one.")]
    public string? NamePattern { get; init; }

    [Description("True: only machines that no vCenter manages. False: only virtual machines. Missing: both.")]
    public bool? Standalone { get; init; }

    /// <summary>How narrow it is: of two that hold, the larger one is meant more.</summary>
    public int Rank(CredentialTarget target) =>
        (NamePattern is null ? 0 : 10_000)
        + (Object is null ? 0 : 1_000 - Math.Max(0, target.Within.IndexOf(Object)))
        + (VCenter is null ? 0 : 10)
        + (Standalone is null ? 0 : 1);

    public bool Holds(CredentialTarget target) =>
        (VCenter is null || VCenter.Equals(target.VCenter, StringComparison.OrdinalIgnoreCase))
        && (Object is null || target.Within.Contains(Object, StringComparer.Ordinal))
        && (NamePattern is null || FileSystemName.MatchesSimpleExpression(NamePattern, target.Name))
        && (Standalone is null || Standalone == target.VCenter is null);

    /// <inheritdoc/>
    public override string ToString()
    {
        string?[] parts =
        [
            VCenter is null ? null : $"vCenter {VCenter}",
            Object is null ? null : $"below {Object}",
            NamePattern is null ? null : $"named {NamePattern}",
            Standalone switch { true => "without a vCenter", false when VCenter is null => "virtual machines", _ => null },
        ];
        return string.Join(", ", parts.OfType<string>()) is { Length: > 0 } text ? text : "everywhere";
    }
}

/// <summary>A machine as scopes look at it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VCenter">The configured name of its vCenter; null where none manages it.</param>
/// <param name="Within">The managed object ids of itself and of what holds it, the nearest ones first.</param>
internal sealed record CredentialTarget(string Name, string? VCenter, ImmutableArray<string> Within)
{
    /// <summary>A machine that no vCenter manages.</summary>
    public static CredentialTarget Standalone(string name) => new(name, null, []);

    public static CredentialTarget Of(VirtualMachine machine, InventoryTree tree) => new(
        machine.Name,
        machine.VCenter,
        [
            machine.Reference.Value,
            .. new[] { machine.Parent, machine.ResourcePool, tree.Find(machine.ResourcePool)?.ParentFolder, machine.Host }
                .SelectMany(tree.Ancestry).Select(container => container.Reference.Value).Distinct(StringComparer.Ordinal),
        ]);
}
