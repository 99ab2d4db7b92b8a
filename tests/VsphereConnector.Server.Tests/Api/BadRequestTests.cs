using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Api;

public sealed class BadRequestTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Path = "/api/v1/operations";
    private const string Valid = """{"kind":"RunTask","target":{"virtualMachine":"web-01"},"parameters":{"script":"id"},"idempotencyKey":"k"}""";

    private readonly ApiFixture _server = shared.Server;

    [Fact]
    public async Task Submit_ManyMistakes_AreToldAllAtOnce()
    {
        var (status, body) = await _server.SendAsync(
            HttpMethod.Post,
            Path,
            """
            {"kind":"RunTask","target":{"virtualMachine":"a","connector":"b","size":1},"timeoutSeconds":0,"idempotencyKey":"",
             "guestLogon":{"username":"root"},"parameters":{"script":"x","program":"y","outputLimit":1},"extra":true}
            """);

        Assert.Equal(400, status);
        Assert.Equal(
            ["extra", "guestLogon", "idempotencyKey", "parameters", "parameters.outputLimit", "target", "target.size", "timeoutSeconds"],
            body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("""{"kind":"GetStatus","kind":"RunTask"}""", 400)]
    [InlineData("""{"kind":3}""", 400)]
    [InlineData("""{"operations":[]}""", 400)]
    [InlineData("""{"operations":[null]}""", 400)]
    [InlineData("""{"kind":"GetStatus","target":{"connector":"not-an-id"}}""", 400)]
    [InlineData("""{"kind":"InstallConnector","target":{"connector":"01a205c7-c8bf-7cdb-bb93-859f78eee216"}}""", 400)]
    [InlineData("""{"kind":"GetStatus","target":{"virtualMachine":"a","vCenter":"nowhere"}}""", 400)]
    [InlineData("""{"kind":"GetStatus","target":{"virtualMachine":"a"},"guestLogon":{"name":"nobody"}}""", 400)]
    [InlineData("""{"kind":"InstallConnector","target":{"virtualMachine":"a"},"parameters":{"proxy":"nonsense"}}""", 400)]
    [InlineData("""{"kind":"InstallConnector","target":{"virtualMachine":"a"},"parameters":{"folder":"/opt"}}""", 400)]
    [InlineData("""{"kind":"0","target":{"virtualMachine":"a"}}""", 400)]
    public async Task Submit_Malformed_IsAProblemThatSaysWhatToDo(string body, int expected)
    {
        var (status, problem) = await _server.SendAsync(HttpMethod.Post, Path, body);

        Assert.Equal(expected, status);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Submit_WrongTypeOrTooLarge_IsAProblem()
    {
        using var text = await _server.PostAsync(Path, Valid, "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Headers.ExpectContinue = true; // so that it hears the refusal before it sends all that
        request.Content = new StringContent($$"""{"kind":"{{new string('x', 9 * 1024 * 1024)}}"}""", Encoding.UTF8, "application/json");
        using var large = await _server.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("application/problem+json", large.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Submit_AnyMutationOfAValidBody_IsAnsweredNeverFailed()
    {
        var mutations = Gen.Choose(0, Valid.Length - 1).Zip(Gen.Choose(32, 126)).ListOf(3).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(mutations, changes =>
        {
            var body = Encoding.ASCII.GetBytes(Valid);
            foreach (var (at, value) in changes)
            {
                body[at] = (byte)value;
            }

            using var response = _server.PostAsync(Path, Encoding.ASCII.GetString(body)).GetAwaiter().GetResult();
            return response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Conflict;
        }));
    }

    [Theory]
    [InlineData("GET", "/api/v1/operations/01a205c7-c8bf-7cdb-bb93-859f78eee216", 404)]
    [InlineData("GET", "/api/v1/operations/nonsense", 404)]
    [InlineData("POST", "/api/v1/operations/nonsense/cancel", 404)]
    [InlineData("GET", "/api/v1/operations/nonsense/output", 404)]
    [InlineData("GET", "/api/v1/operations/nonsense/events", 404)]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("GET", "/connector/v1/enrol", 404)]
    [InlineData("PUT", "/api/v1/operations", 405)]
    [InlineData("GET", "/api/v1/operations?limit=9999&state=Odd&colour=red", 400)]
    public async Task Ask_ForWhatIsNotThere_IsAProblem(string method, string path, int expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _server.Client.SendAsync(request, Token);

        Assert.Equal(expected, (int)response.StatusCode);
    }
}

/// <summary>One server for tests that leave nothing behind that others see.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal ApiFixture Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
