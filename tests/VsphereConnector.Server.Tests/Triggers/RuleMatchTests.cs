using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Triggers;

public sealed class RuleMatchTests
{
    private const string VCenterId = "0e4f6a30-0000-0000-8000-000000000001";

    private static readonly (string Scope, bool Met)[] Cases =
    [
        ("""{"folders": ["Production"]}""", true),
        ("""{"folders": ["production/web"]}""", true),
        ("""{"folders": ["Production/We"]}""", false),
        ("""{"folders": ["Web"]}""", false),
        ("""{"folders": ["urn:vmomi:Folder:group-web:0e4f6a30-0000-0000-8000-000000000001"]}""", true),
        ("""{"folders": ["urn:vmomi:Folder:group-web:0e4f6a30-0000-0000-8000-000000000002"]}""", false),
        ("""{"datacenters": ["DC"]}""", true),
        ("""{"clusters": ["Other", "Cluster"]}""", true),
        ("""{"hosts": ["esx01"]}""", true),
        ("""{"hosts": ["esx02"]}""", false),
        ("""{"resourcePools": ["Gold"]}""", true),
        ("""{"tags": ["environment:production"]}""", true),
        ("""{"tags": ["Environment:Test"]}""", false),
        ("""{"attributes": {"owner": "anna*"}}""", true),
        ("""{"attributes": {"owner": "anna*", "cost": "*"}}""", false),
        ("""{"names": ["web-*"]}""", true),
        ("""{"names": ["WEB-0?"]}""", true),
        ("""{"names": ["web"]}""", false),
        ("""{"guests": ["linux"]}""", true),
        ("""{"guests": ["windows"]}""", false),
        ("""{"guests": ["*Debian*"]}""", true),
        ("""{"networks": ["VM *"]}""", true),
        ("""{"vCenters": ["main"]}""", true),
        ("""{"names": ["web-*"], "hosts": ["esx02"]}""", false),
        ("{}", true),
    ];

    public static TheoryData<string, bool> Conditions => new(Cases);

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Of_AScope_IsMetByEveryKindOfCondition(string scope, bool chosen)
    {
        var match = RuleMatch.Of(Rule(scope), [], Web(), []);

        Assert.Equal(chosen ? RuleVerdict.Chosen : RuleVerdict.NotInScope, match.Verdict);
        Assert.All(match.Scope, condition => Assert.NotEqual("", condition.Text));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Of_TheSameAsAnExclusionOrABan_WinsWhereItIsMet(string except, bool met)
    {
        if (except == "{}")
        {
            return; // no exclusion at all
        }

        // One exclusion that is met is enough, so each condition stands alone here.
        var excluded = RuleMatch.Of(Rule("{}", except), [], Web(), []).Verdict;
        var banned = RuleMatch.Of(Rule("{}"), [Rule(except, effect: RuleEffect.Ban)], Web(), []).Verdict;

        Assert.Equal(met ? RuleVerdict.Banned : RuleVerdict.Chosen, banned);
        Assert.Equal(met || except.Contains("web-*", StringComparison.Ordinal) || except.Contains("anna", StringComparison.Ordinal) ? RuleVerdict.Excluded : RuleVerdict.Chosen, excluded);
    }

    [Fact]
    public void Of_ATemplate_IsNeverChosen() =>
        Assert.Equal(RuleVerdict.NotInScope, RuleMatch.Of(Rule("{}"), [], Web() with { Machine = Web().Machine with { Template = true } }, []).Verdict);

    [Fact]
    public void Of_TagsThatCannotBeRead_IsUndecided()
    {
        var facts = Web() with { Tags = null };

        Assert.Equal(RuleVerdict.Undecided, RuleMatch.Of(Rule("""{"tags": ["Environment:Production"]}"""), [], facts, []).Verdict);
        Assert.Equal(RuleVerdict.Undecided, RuleMatch.Of(Rule("{}", """{"tags": ["Environment:Test"]}"""), [], facts, []).Verdict);
        Assert.Equal(RuleVerdict.Undecided, RuleMatch.Of(Rule("{}"), [Rule("""{"tags": ["Environment:Test"]}""", effect: RuleEffect.Ban)], facts, []).Verdict);
        Assert.Equal(RuleVerdict.NotInScope, RuleMatch.Of(Rule("""{"tags": ["Environment:Test"], "names": ["db-*"]}"""), [], facts, []).Verdict);
    }

    [Fact]
    public void Of_AnExclusionThatNobodyFinds_DoesNothingUntilItIsCorrected()
    {
        var rule = Rule("{}", """{"folders": ["Renamed"]}""");
        var missing = ScopeReferences.Missing([rule], [Inventory()]);

        Assert.Equal("except.folders", Assert.Single(missing).Field);
        Assert.Equal(RuleVerdict.Undecided, RuleMatch.Of(rule, [], Web(), missing).Verdict);
    }

    [Fact]
    public void Missing_AScopeThatIsThere_HasNoProblem()
    {
        var there = Rule("""{"folders": ["Production/Web", "urn:vmomi:Folder:group-web:0e4f6a30-0000-0000-8000-000000000001"], "hosts": ["esx01"], "datacenters": ["dc"]}""");
        var gone = Rule("""{"folders": ["Production/Db"], "clusters": ["Nobody"]}""");

        Assert.Empty(ScopeReferences.Missing([there], [Inventory()]));
        Assert.Equal(["scope.folders", "scope.clusters"], ScopeReferences.Missing([gone], [Inventory()]).Select(problem => problem.Field));
    }

    [Fact]
    public void Of_AnyRule_IsNarrowedByEveryCondition() => Prop.ForAll(Scopes(), Scopes(), (one, other) =>
    {
        var wide = Rule(one);
        var narrow = wide with { Definition = wide.Definition with { Except = Rule(other).Definition.Scope } };

        // An exclusion never lets a machine in, and a ban keeps everything out that is in it.
        Assert.True(!RuleMatch.Of(narrow, [], Web(), []).IsChosen || RuleMatch.Of(wide, [], Web(), []).IsChosen);
        var ban = Rule(other, effect: RuleEffect.Ban);
        Assert.False(RuleMatch.Of(wide, [ban], Web(), []).IsChosen && RuleMatch.IsIn(ban.Definition, Web()) == true);
        Assert.Equal(RuleMatch.Of(wide, [], Web(), []).IsChosen, RuleMatch.IsIn(wide.Definition, Web()));
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<string> Scopes() => Gen.Elements(Cases.Select(one => one.Scope).ToArray()).ToArbitrary();

    private static Rule Rule(string scope, string except = "{}", RuleEffect effect = RuleEffect.Act) => RuleSamples.Rule(
        $$"""{"effect": "{{effect}}", "scope": {{scope}}, "except": {{except}}}""", effect == RuleEffect.Ban ? "ban" : "rule");

    private static MachineFacts Web() =>
        Inventory().FactsOf(Inventory().Snapshot.Find("vm-1")!) with { Tags = ["Environment:Production"] };

    private static KnownInventory Inventory() => new(
        VCenterId,
        InventorySnapshot.Empty("main").With(
        [
            Entity("Folder", "group-d1", "Datacenters", null),
            Entity("Datacenter", "datacenter-2", "DC", "group-d1"),
            Entity("Folder", "group-v3", "vm", "datacenter-2"),
            Entity("Folder", "group-h4", "host", "datacenter-2"),
            Entity("Folder", "group-prod", "Production", "group-v3"),
            Entity("Folder", "group-web", "Web", "group-prod"),
            Entity("ClusterComputeResource", "domain-c7", "Cluster", "group-h4"),
            Entity("HostSystem", "host-9", "esx01", "domain-c7"),
            Entity("ResourcePool", "resgroup-8", "Resources", "domain-c7"),
            Entity("ResourcePool", "resgroup-9", "Gold", "resgroup-8"),
            Entity("Network", "network-5", "VM Network", null),
            Machine(),
        ]),
        new Dictionary<int, string> { [1] = "Owner" },
        KnownTags.None);

    private static ObjectUpdate Machine() => new()
    {
        Kind = ObjectUpdateKind.Enter,
        Obj = new ManagedObjectReference("VirtualMachine", "vm-1"),
        ChangeSet =
        [
            Assign("name", VimValue.Of("web-01")),
            Assign("parent", VimValue.Of(new ManagedObjectReference("Folder", "group-web"))),
            Assign("resourcePool", VimValue.Of(new ManagedObjectReference("ResourcePool", "resgroup-9"))),
            Assign("runtime.host", VimValue.Of(new ManagedObjectReference("HostSystem", "host-9"))),
            Assign("config.guestFullName", VimValue.Of("Debian GNU/Linux 12 (64-bit)")),
            Assign("config.guestId", VimValue.Of("debian12_64Guest")),
            Assign("network", VimValue.OfList(VimValue.Of(new ManagedObjectReference("Network", "network-5")))),
            Assign("customValue", VimValue.OfList(VimValue.Of(new DataObject("CustomFieldStringValue", [new("key", VimValue.Of(1)), new("value", VimValue.Of("anna@example"))])))),
        ],
        MissingSet = [],
    };

    private static ObjectUpdate Entity(string type, string id, string name, string? parent) => new()
    {
        Kind = ObjectUpdateKind.Enter,
        Obj = new ManagedObjectReference(type, id),
        ChangeSet =
        [
            Assign("name", VimValue.Of(name)),
            Assign("parent", VimValue.Of(parent is null ? null : new ManagedObjectReference("ManagedEntity", parent))),
        ],
        MissingSet = [],
    };

    private static PropertyChange Assign(string name, VimValue value) => new(name, "assign", value);
}
