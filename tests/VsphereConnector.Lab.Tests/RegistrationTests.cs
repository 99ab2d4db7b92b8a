using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The plug-in's registration, as far as this vCenter takes part: it names an extension manager and has none.</summary>
[Collection(LabCollection.Name)]
public sealed class RegistrationTests(Lab lab) : ProductTest(lab)
{
    [Theory]
    [InlineData("register")]
    [InlineData("registration")]
    [InlineData("unregister")]
    public async Task WhenTheVCenterTakesNoPlugIns_ThenTheCommandSaysSo(string verb)
    {
        var result = await Server.RunBesideAsync(Token, verb, "--json", "--Plugin:PublicUrl=https://connector.example");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("has no extension manager", result.Output, StringComparison.Ordinal);
    }
}
