namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>The channel that the connector opens.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class WebDriverTests(Lab lab) : DriverCompliance(lab)
{
    protected override string Channel => "Web";

    private protected override async Task<TestedMachine> DeployMachineAsync()
    {
        var guest = await DeployAsync();
        return new LinuxMachine(guest) { Name = guest.Spec.Name };
    }
}

/// <summary>Likewise, from Windows.</summary>
[Collection(WindowsLabCollection.Name)]
public sealed class WindowsWebDriverTests(Lab lab) : DriverCompliance(lab)
{
    protected override string Channel => "Web";

    private protected override bool NeedsWindows => true;

    private protected override async Task<TestedMachine> DeployMachineAsync()
    {
        var guest = await DeployWindowsAsync();
        return new WindowsMachine(guest) { Name = guest.Spec.Name };
    }
}
