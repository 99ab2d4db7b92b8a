using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>
/// A service account without a password: its certificate gets a token from a token service that shares no code with the product, and the
/// token opens the session. That service checks no signature (the tests of <c>xmlsec1</c> do), and its tokens are those of 2018.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class SingleSignOnTests(Lab lab) : ProductTest(lab)
{
    private protected override bool LogsOnByCertificate => true;

    [Fact]
    public async Task WhenTheAccountHasACertificate_ThenItsSessionIsOpenedByAToken()
    {
        var before = await CountAsync();
        await DeployAsync();

        var after = await CountAsync();
        Assert.Equal((1, 1, 0), (after.Tokens - before.Tokens, after.ByToken - before.ByToken, after.ByPassword - before.ByPassword));
    }

    [Fact]
    public async Task WhenTheVCenterHasNoAliases_ThenThatIsSaid_AndTheTokenStaysOutOfIt()
    {
        var guest = await DeployAsync();

        var verified = await OperateAsync(guest, ["alias", "verify"]);

        Assert.Equal(("Error", "not-supported-by-vcenter"), (verified.State, verified.ErrorCode));
        Assert.DoesNotContain("Assertion", verified.ToString() + Server.Log, StringComparison.Ordinal);
    }

    private async Task<(int Tokens, int ByToken, int ByPassword)> CountAsync()
    {
        var calls = (await Lab.Vcsim.ReadJournalAsync(Token)).Calls.Select(call => call.Method).ToList();
        return (calls.Count(method => method == "RequestSecurityToken"), calls.Count(method => method == "LoginByToken"), calls.Count(method => method == "Login"));
    }
}
