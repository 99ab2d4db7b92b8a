using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Triggers.Rules;

/// <summary>What a rule says: when, where, what, and how fast.</summary>
internal record RuleDefinition
{
    public static readonly TimeSpan GiveUpDefault = TimeSpan.FromHours(24);

    [Description("What it is for; for people.")]
    public string? Description { get; init; }

    [Description("Act: does the action. Ban: no rule does anything to the machines in its scope; bans win over every other rule.")]
    public RuleEffect Effect { get; init; } = RuleEffect.Act;

    [Description("What it waits for; several may be named. A ban has none.")]
    public IReadOnlyList<TriggerKind> On { get; init; } = [];

    [Description("With ConnectorMissing: for how long a powered-on machine must have been without a connected connector, in minutes (1-10080).")]
    public int MissingMinutes { get; init; } = 15;

    [Description("Which machines: every kind of condition that is given must be met, by one of its values. Empty: all machines.")]
    public RuleScope Scope { get; init; } = new();

    [Description("Which machines are left out: one condition that is met is enough. Exclusions win.")]
    public RuleScope Except { get; init; } = new();

    [Description("What to do. A ban has none.")]
    public RuleAction? Action { get; init; }

    [Description("The name of a guest logon. Missing: the policy of guest logons decides for each machine.")]
    public string? GuestLogon { get; init; }

    [Description("When it may begin something; what fires outside waits. Missing: at any time.")]
    public MaintenanceSchedule? Maintenance { get; init; }

    public RulePace Pace { get; init; } = new();

    public RuleRetries Retries { get; init; } = new();

    [Description("How long it waits after the trigger before it begins, in seconds (0-3600): what happens to one machine within this time is dealt with once.")]
    public int SettleSeconds { get; init; } = 5;

    [Description("How long a firing waits at the most, for power, for a maintenance window or for retries, in hours (1-720).")]
    public int GiveUpHours { get; init; } = (int)GiveUpDefault.TotalHours;
}

/// <summary>What a rule does with the machines that it is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleEffect>))]
internal enum RuleEffect
{
    Act,

    /// <summary>Keeps all other rules from them.</summary>
    Ban,
}

/// <summary>What can happen to a virtual machine that a rule waits for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriggerKind>))]
internal enum TriggerKind
{
    /// <summary>It is new in its vCenter, in whatever way.</summary>
    Appears,

    /// <summary>It was powered on, also by DRS or by HA on another host.</summary>
    PoweredOn,

    /// <summary>It was made as a clone: full, linked or instant.</summary>
    Cloned,

    /// <summary>It was deployed from a template.</summary>
    Deployed,

    /// <summary>It was added to the inventory from its files.</summary>
    Registered,

    /// <summary>The customization of its guest has succeeded.</summary>
    Customized,

    /// <summary>It was reverted to a snapshot.</summary>
    Reverted,

    /// <summary>It is powered on and has had no connected connector for some time.</summary>
    ConnectorMissing,
}

/// <summary>Conditions on virtual machines. Patterns may have * and ?; upper and lower case are the same.</summary>
internal sealed record RuleScope
{
    [Description("Configured names of vCenters.")]
    public IReadOnlyList<string> VCenters { get; init; } = [];

    [Description("Names, or urn:vmomi:Datacenter:… as the vSphere Client has it. An id stays right when the object is renamed.")]
    public IReadOnlyList<string> Datacenters { get; init; } = [];

    [Description("Paths from the datacenter down, such as Production/Web, or urn:vmomi:Folder:…; machines in folders below belong to it.")]
    public IReadOnlyList<string> Folders { get; init; } = [];

    [Description("Names, or urn:vmomi:ClusterComputeResource:….")]
    public IReadOnlyList<string> Clusters { get; init; } = [];

    [Description("Names of ESXi hosts, or urn:vmomi:HostSystem:….")]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    [Description("Names of resource pools and vApps, or urn:vmomi:ResourcePool:…; pools below belong to it.")]
    public IReadOnlyList<string> ResourcePools { get; init; } = [];

    [Description("Tags as Category:Tag, such as Environment:Production.")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    [Description("Custom attributes: name and pattern of the value. Each of them must be met.")]
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    [Description("Patterns of machine names, such as web-*.")]
    public IReadOnlyList<string> Names { get; init; } = [];

    [Description("linux, windows, or patterns of the guest system's id or name, such as *Debian*.")]
    public IReadOnlyList<string> Guests { get; init; } = [];

    [Description("Patterns of the names of networks; one network of the machine is enough.")]
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>No condition at all.</summary>
    [JsonIgnore]
    public bool IsEmpty => VCenters.Count + Datacenters.Count + Folders.Count + Clusters.Count + Hosts.Count + ResourcePools.Count
        + Tags.Count + Attributes.Count + Names.Count + Guests.Count + Networks.Count == 0;
}

/// <summary>The operation that a rule asks for.</summary>
internal sealed record RuleAction
{
    public OperationKind Kind { get; init; } = OperationKind.InstallConnector;

    [Description("The parameters of this kind, as for POST /api/v1/operations. They may hold no secrets.")]
    public JsonElement? Parameters { get; init; }

    [Description("How long the operation may take, in seconds (1-86400); waiting for the guest after power-on counts. Default: what is configured for the kind, for InstallConnector at least 30 minutes.")]
    public double? TimeoutSeconds { get; init; }
}

/// <summary>How much a rule does at once.</summary>
internal sealed record RulePace
{
    [Description("At once (1-1000).")]
    public int AtOnce { get; init; } = 20;

    [Description("At once on one ESXi host (1-1000).")]
    public int PerHost { get; init; } = 2;

    [Description("Within an hour (1-100000). Missing: no limit.")]
    public int? PerHour { get; init; }
}

/// <summary>How often a rule tries again what failed. A refused logon is never tried again.</summary>
internal sealed record RuleRetries
{
    [Description("The waits before the first, second, … retry in seconds (1-86400); the last one repeats.")]
    public IReadOnlyList<int> AfterSeconds { get; init; } = [300, 900, 3600];

    [Description("How many retries at the most (0-1000).")]
    public int Most { get; init; } = 5;

    /// <summary>How long to wait after the <paramref name="tries"/>th try (from 1) failed; null where no more follows.</summary>
    public TimeSpan? After(int tries) => tries > Most || AfterSeconds.Count == 0
        ? null
        : TimeSpan.FromSeconds(AfterSeconds[Math.Min(tries, AfterSeconds.Count) - 1]);
}
