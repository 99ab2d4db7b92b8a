using VsphereConnector.Simulator.Rules;
using VsphereConnector.Simulator.Sessions;

namespace VsphereConnector.Simulator.Tags;

/// <summary>The REST calls about tags (<c>/api/cis/tagging</c>), as far as readers need them.</summary>
internal sealed class TaggingEndpoint(TagStore tags, SessionStore sessions, RuleBook rules, CallCounters counters)
{
    private const string Root = "/api/cis/tagging";

    public void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/category", http => AnswerAsync(http, () => Results.Json(tags.Categories.Keys)));
        routes.MapGet(Root + "/category/{id}", http => AnswerAsync(http, () => tags.Categories.TryGetValue(IdOf(http), out var name)
            ? Results.Json(new { id = IdOf(http), name, cardinality = "MULTIPLE" }) : Results.NotFound()));
        routes.MapGet(Root + "/tag", http => AnswerAsync(http, () => Results.Json(tags.Tags.Keys)));
        routes.MapGet(Root + "/tag/{id}", http => AnswerAsync(http, () => tags.Tags.TryGetValue(IdOf(http), out var tag)
            ? Results.Json(new { id = IdOf(http), name = tag.Name, category_id = tag.CategoryId }) : Results.NotFound()));
        routes.MapPost(Root + "/tag-association/{id}", http => AnswerAsync(http, () => Attached(http)));
    }

    private IResult Attached(HttpContext http)
    {
        if (http.Request.Query["action"] != "list-attached-objects")
            return Results.BadRequest();
        return tags.Tags.TryGetValue(IdOf(http), out var tag)
            ? Results.Json(tag.Attached.Select(attached => new { id = attached.Key, type = attached.Value })) : Results.NotFound();
    }

    private Task AnswerAsync(HttpContext http, Func<IResult> answer)
    {
        const string name = "RestTagging";
        var effect = rules.Apply(name, virtualMachine: null);
        counters.Count(name, virtualMachine: null);
        if (effect.Break != ConnectionBreak.None)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        var result = effect.Fault is not null ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : sessions.Find(http.Request.Headers["vmware-api-session-id"]) is null ? Results.Unauthorized()
            : answer();
        return result.ExecuteAsync(http);
    }

    private static string IdOf(HttpContext http) => (string)http.Request.RouteValues["id"]!;
}
