using VsphereConnector.Server.Credentials;

namespace VsphereConnector.Server.Tests.Credentials;

public sealed class CredentialScopeTests
{
    private static readonly CredentialTarget Web = new("web-01", "main", ["vm-1", "group-web", "group-all", "domain-c1"]);
    private static readonly CredentialTarget Nas = CredentialTarget.Standalone("nas-01");

    [Theory]
    [InlineData(null, null, null, null, true, true)]
    [InlineData("MAIN", null, null, null, true, false)]
    [InlineData("other", null, null, null, false, false)]
    [InlineData("main", "group-all", null, null, true, false)]
    [InlineData("main", "group-x", null, null, false, false)]
    [InlineData(null, null, "*-01", null, true, true)]
    [InlineData(null, null, "WEB-??", null, true, false)]
    [InlineData(null, null, null, true, false, true)]
    [InlineData(null, null, null, false, true, false)]
    [InlineData("main", null, "nas*", null, false, false)]
    public void Holds_OnlyWhereAllThatIsGivenFits(string? vCenter, string? moRef, string? pattern, bool? standalone, bool web, bool nas)
    {
        var scope = new CredentialScope { VCenter = vCenter, Object = moRef, NamePattern = pattern, Standalone = standalone };

        Assert.Equal((web, nas), (scope.Holds(Web), scope.Holds(Nas)));
    }

    [Fact]
    public void Rank_OfTheNarrowerOne_IsHigher()
    {
        CredentialScope[] fromWideToNarrow =
        [
            new(),
            new() { VCenter = "main" },
            new() { VCenter = "main", Object = "domain-c1" },
            new() { VCenter = "main", Object = "group-all" },
            new() { VCenter = "main", Object = "group-web" },
            new() { VCenter = "main", Object = "vm-1" },
            new() { NamePattern = "web-*" },
            new() { NamePattern = "web-*", VCenter = "main" },
        ];

        Assert.Equal(fromWideToNarrow, fromWideToNarrow.Reverse().OrderBy(scope => scope.Rank(Web)));
    }
}
