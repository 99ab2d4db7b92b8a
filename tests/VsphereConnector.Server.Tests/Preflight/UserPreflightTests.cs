using System.Text.Json;
using VsphereConnector.Server.Tests.Plugin.Sessions;

namespace VsphereConnector.Server.Tests.Preflight;

/// <summary>Users of the vSphere Client learn beforehand what they may do, and nothing about what they may not see.</summary>
public sealed class UserPreflightTests
{
    [Theory]
    [InlineData(SessionWorld.Viewer, "RunTask", "privilege-missing")]
    [InlineData(SessionWorld.Viewer, "GetStatus", "user-privileges-granted")]
    [InlineData(SessionWorld.Operator, "RunTask", "user-privileges-granted")]
    public async Task WhenAUserAsks_ThenHisOwnPrivilegesAreTold(string user, string kind, string code)
    {
        await using var world = await SessionWorld.StartAsync();
        using var page = world.Page(user);

        var (status, answer) = await AskAsync(page, world, kind);

        Assert.Equal(200, status);
        Assert.Equal(3, answer.GetProperty("items").GetArrayLength());
        Assert.All(answer.GetProperty("items").EnumerateArray(), item => Assert.Contains(code, Codes(item)));
    }

    [Fact]
    public async Task WhenAUserMaySeeNothing_ThenThatIsAllThatIsTold()
    {
        await using var world = await SessionWorld.StartAsync();
        world.VCenter.Deny(SessionWorld.Viewer, "VsphereConnector.View");
        using var page = world.Page(SessionWorld.Viewer);

        var (status, answer) = await AskAsync(page, world, "RunTask");

        Assert.Equal(200, status);
        Assert.Empty(answer.GetProperty("items").EnumerateArray());
        Assert.Equal("privilege-missing", answer.GetProperty("unresolved")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(SessionWorld.Viewer, 403)]
    [InlineData(SessionWorld.Administrator, 200)]
    public async Task WhenAUserAsksForTheSettings_ThenOnlyAnAdministratorGetsThem(string user, int expected)
    {
        await using var world = await SessionWorld.StartAsync();
        using var page = world.Page(user);

        Assert.Equal(expected, (await page.ReadAsync("/api/v1/settings")).Status);
        Assert.Equal(200, (await page.ReadAsync("/api/v1/guest-logons")).Status);
    }

    private static Task<(int Status, JsonElement Body)> AskAsync(HttpClient page, SessionWorld world, string kind) => page.SendAsync(
        "/api/v1/preflight", new { kind, targets = new[] { new { @object = $"urn:vmomi:Folder:group-d1:{world.VCenter.InstanceUuid}" } } });

    private static IEnumerable<string?> Codes(JsonElement item) =>
        item.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString());
}
