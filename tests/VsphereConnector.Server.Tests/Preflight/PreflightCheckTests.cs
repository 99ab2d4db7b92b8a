using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Preflight;

/// <summary>Each finding, made by what it is about and by nothing else.</summary>
public sealed class PreflightCheckTests
{
    private static readonly GuestFacts Sound = new()
    {
        Name = "web-01",
        InstanceUuid = "uuid",
        PowerState = "poweredOn",
        ConnectionState = "connected",
        ToolsRunningStatus = "guestToolsRunning",
        ToolsVersionStatus = "guestToolsUnmanaged",
        GuestOperationsReady = true,
        GuestFamily = "linuxGuest",
        GuestId = "debian12_64Guest",
        HostName = "esx01",
        HostThumbprint = "AB:CD",
        HostConnectionState = "connected",
    };

    /// <summary>What makes a machine, with which everything is well, have a finding.</summary>
    private static readonly Dictionary<string, Func<Scenario, Scenario>> Trouble = new()
    {
        ["vcenter-unreachable"] = about => about.InVCenter(vCenter => vCenter with { Trouble = "It is down." }),
        ["clock-skew"] = about => about.InVCenter(vCenter => vCenter with { Skew = TimeSpan.FromMinutes(-2) }),
        ["vm-is-template"] = about => about.InGuest(guest => guest with { Template = true }),
        ["vm-powered-off"] = about => about.InGuest(guest => guest with { PowerState = "suspended" }),
        ["vm-not-reachable"] = about => about.InGuest(guest => guest with { HostConnectionState = "notResponding" }),
        ["instance-uuid-not-unique"] = about => about with { Twin = "'web-00' (vm-1 in other)" },
        ["vm-gone"] = about => about with { Guest = null },
        ["tools-not-installed"] = about => about.InGuest(guest => guest with { ToolsVersionStatus = "guestToolsNotInstalled" }),
        ["tools-not-running"] = about => about.InGuest(guest => guest with { ToolsRunningStatus = "guestToolsNotRunning" }),
        ["tools-executing-scripts"] = about => about.InGuest(guest => guest with { ToolsRunningStatus = "guestToolsExecutingScripts" }),
        ["tools-unknown"] = about => about.InGuest(guest => guest with { ToolsRunningStatus = null, GuestOperationsReady = null }),
        ["tools-too-old"] = about => about.InGuest(guest => guest with { ToolsVersionStatus = "guestToolsTooOld" }),
        ["guest-operations-not-ready"] = about => about.InGuest(guest => guest with { GuestOperationsReady = false }),
        ["guest-os-unsupported"] = about => about.InGuest(guest => guest with { GuestFamily = "solarisGuest" }),
        ["connector-program-missing"] = about => about.InGuest(guest => guest with { GuestId = "arm-other-64" }),
        ["connector-program-may-not-fit"] = about => about.InGuest(guest => guest with { GuestId = "debian10Guest" }),
        ["host-unreachable"] = about => about with { Host = new HostAnswer(true, "refused") },
        ["host-name-unresolved"] = about => about with { Host = new HostAnswer(false, "not found") },
        ["host-certificate-unknown"] = about => about.InGuest(guest => guest with { HostThumbprint = null }),
        ["vcenter-privilege-missing"] = about => about.InVCenter(vCenter => vCenter with { Missing = Missing("VirtualMachine.GuestOperations.Execute") }),
        ["vcenter-privileges-unknown"] = about => about.InVCenter(vCenter => vCenter with { Missing = null }),
        ["privilege-missing"] = about => about with { UserLacks = ["VsphereConnector.Install"] },
        ["guest-logon-missing"] = about => about.InQuestion(question => question with { GuestLogon = null }),
        ["guest-logon-unknown"] = about => about.InQuestion(question => question with { GuestLogonExists = false }),
        ["credential-suspended"] = about => about.InQuestion(question => question with { GuestLogonSuspended = true }),
        ["public-urls-missing"] = about => about with { PublicUrls = false },
        ["connector-installed"] = about => about.WithConnector(ConnectorState.Connected, ConnectorVersion.Own),
        ["connector-other-version"] = about => about.WithConnector(ConnectorState.Connected, "0.0.1"),
        ["connector-disconnected"] = about => about.WithConnector(ConnectorState.Disconnected, "0.0.1"),
        ["connector-not-connected"] = about => about.InQuestion(AsTask).WithConnector(ConnectorState.Enrolled, "0.0.1"),
        ["connector-not-installed"] = about => about.InQuestion(AsTask),
        ["operation-open"] = about => about with { Busy = true },
    };

    public static TheoryData<string> Codes => [.. Trouble.Keys];

    [Fact]
    public void Check_AMachineWithoutTrouble_FindsEverythingOk()
    {
        var installation = new Scenario().Check();
        var reinstallation = new Scenario().InQuestion(question => question with { Reinstall = true, GuestLogon = null, GivesGuestLogon = true })
            .WithConnector(ConnectorState.Connected, "0.0.1").Check();
        var task = new Scenario().InQuestion(AsTask).WithConnector(ConnectorState.Connected, "0.0.1").Check();

        Assert.All([.. installation, .. reinstallation, .. task], finding => Assert.Equal((PreflightSeverity.Ok, null), (finding.Severity, finding.Remedy)));
        var seen = installation.Concat(reinstallation).Concat(task).Select(finding => finding.Code).Distinct();
        Assert.Equal(PreflightCode.All.Where(code => code.Severity == PreflightSeverity.Ok).Select(code => code.Name).Order(), seen.Order());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_OneTrouble_FindsItAndNoOther(string code)
    {
        var findings = Trouble[code](new Scenario()).Check();

        var trouble = Assert.Single(findings, finding => finding.Severity != PreflightSeverity.Ok);
        var known = PreflightCode.All.Single(known => known.Name == code);
        Assert.Equal((code, known.Severity, known.Remedy), (trouble.Code, trouble.Severity, trouble.Remedy));
        Assert.NotEqual("", trouble.Message);
    }

    [Theory]
    [InlineData("debian12_64Guest")]
    [InlineData("other6xLinux64Guest")]
    [InlineData("otherGuest")]
    [InlineData(null)]
    public void Check_AGuestThatIsNotSaidToHave32Bits_IsNoTrouble(string? guestId) => Assert.All(
        new Scenario().InGuest(guest => guest with { GuestId = guestId }).Check(), finding => Assert.Equal(PreflightSeverity.Ok, finding.Severity));

    [Fact]
    public void Check_AnotherGuestOperation_LooksAtTheGuestAndNotAtTheInstallation()
    {
        var findings = new Scenario { PublicUrls = false, Host = null }.InQuestion(question => question with { Kind = OperationKind.VerifyGuestAlias })
            .InGuest(guest => guest with { GuestFamily = "solarisGuest", PowerState = "poweredOff" }).Check();

        Assert.Equal(["vm-powered-off"], findings.Where(finding => finding.Severity != PreflightSeverity.Ok).Select(finding => finding.Code));
        Assert.DoesNotContain(findings, finding => finding.Code == "connector-absent");
    }

    [Fact]
    public void Codes_All_AreDistinctAndSeenByTheTestsHere()
    {
        Assert.Equal(PreflightCode.All.Where(code => code.Severity != PreflightSeverity.Ok).Select(code => code.Name).Order(), Trouble.Keys.Order());
        Assert.Equal(PreflightCode.All.Count, PreflightCode.All.Select(code => code.Name).Distinct().Count());
        Assert.All(PreflightCode.All, code => Assert.Equal(code.Severity == PreflightSeverity.Ok, code.Remedy is null));
    }

    [Theory]
    [InlineData("guestToolsRunning", null, true)]
    [InlineData(null, true, true)]
    [InlineData(null, null, false)]
    public void Check_ReadinessIsNotTold_WarnsOnlyWhereNothingElseSpeaks(string? tools, bool? ready, bool ok)
    {
        var findings = new Scenario().InGuest(guest => guest with { ToolsRunningStatus = tools, GuestOperationsReady = ready }).Check();

        Assert.Equal(ok, findings.All(finding => finding.Severity == PreflightSeverity.Ok));
    }

    [Fact]
    public void Check_WhatTheGateWouldStop_IsBlocked()
    {
        foreach (var template in new[] { false, true })
        foreach (var power in new[] { "poweredOn", "poweredOff", "suspended" })
        foreach (var connection in new[] { "connected", "disconnected", null })
        foreach (var tools in new[] { "guestToolsNotInstalled", "guestToolsCurrent", null })
        foreach (var family in new[] { "linuxGuest", "windowsGuest", "otherGuestFamily", null })
        {
            var guest = Sound with { Template = template, PowerState = power, ConnectionState = connection, ToolsVersionStatus = tools, GuestFamily = family };
            var findings = new Scenario().InGuest(_ => guest).Check();
            var gate = ReadinessGate.JudgeForInstallation(guest);

            Assert.True(gate is not { Verdict: Verdict.Stop } || findings.Any(finding => finding.Severity == PreflightSeverity.Blocked), $"{guest}");
            Assert.True(gate is not null || findings.All(finding => finding.Severity == PreflightSeverity.Ok || finding.Code == "connector-program-missing"), $"{guest}");
        }
    }

    private static PreflightQuestion AsTask(PreflightQuestion question) => question with { Kind = OperationKind.RunTask };

    private static Dictionary<string, IReadOnlyList<string>> Missing(params string[] privileges) => new() { ["vm-1"] = privileges };

    private sealed record Scenario
    {
        public PreflightQuestion Question { get; init; } = new() { Kind = OperationKind.InstallConnector, Targets = [], GuestLogon = "root", GuestLogonExists = true };

        public VCenterFacts VCenter { get; init; } = new() { Missing = Missing() };

        public GuestFacts? Guest { get; init; } = Sound;

        public HostAnswer? Host { get; init; } = HostAnswer.Connected;

        public FleetRow? Row { get; init; }

        public bool Busy { get; init; }

        public string? Twin { get; init; }

        public IReadOnlyList<string>? UserLacks { get; init; } = [];

        public bool PublicUrls { get; init; } = true;

        public Scenario InQuestion(Func<PreflightQuestion, PreflightQuestion> change) => this with { Question = change(Question) };

        public Scenario InVCenter(Func<VCenterFacts, VCenterFacts> change) => this with { VCenter = change(VCenter) };

        public Scenario InGuest(Func<GuestFacts, GuestFacts> change) => this with { Guest = change(Sound) };

        public Scenario WithConnector(ConnectorState state, string version) =>
            this with { Row = new FleetRow { InstanceUuid = "uuid", ConnectorId = Guid.NewGuid(), State = state, Version = version } };

        public IReadOnlyList<PreflightFinding> Check()
        {
            var options = new ServerOptions();
            if (PublicUrls)
            {
                options.Listen.PublicUrls.Add("https://connector.example:443");
            }

            var programs = new ConnectorPrograms(new Dictionary<string, string> { ["linux-x64"] = Environment.ProcessPath!, ["linux-arm64"] = "/nowhere", ["win-x64"] = "/nowhere" });
            return [.. new PreflightChecks(new InstallationChecks(programs, Options.Create(options))).Check(new PreflightCase
            {
                Question = Question,
                Machine = new VirtualMachine { VCenter = "main", Reference = new ManagedObjectReference("VirtualMachine", "vm-1"), Name = "web-01" },
                VCenter = VCenter,
                Guest = Guest,
                Host = Host,
                Row = Row,
                Busy = Busy,
                Twin = Twin,
                UserLacks = UserLacks,
            })];
        }
    }
}
