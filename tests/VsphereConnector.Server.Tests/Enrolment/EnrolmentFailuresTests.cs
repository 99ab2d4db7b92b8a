using System.Net;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Enrolment;

public sealed class EnrolmentFailuresTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task WhenEnrolmentsOfAnAddressAreRefusedTooOften_ThenItMustWait()
    {
        using var connector = new FakeConnector(fixture.Server);
        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 101; attempt++)
        {
            using var answer = await connector.PostEnrolmentAsync("guess", FakeConnector.RequestFor(connector.Key));
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 100), answers[..100]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[100]);
    }
}
