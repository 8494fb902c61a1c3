using Reports.Browser.Serving;

namespace Reports.Browser.Viewing;

/// <summary>What the other tests rely on: a visit tells everything that goes wrong on a page.</summary>
public sealed class VisitTests(Chromium chromium, Ledgers ledgers)
{
    [Theory]
    [InlineData("console.error('broken')", "console: broken")]
    [InlineData("setTimeout(() => { throw new Error('thrown') })", "script: Error: thrown")]
    [InlineData("alert('hello')", "dialog: hello")]
    [InlineData("fetch('http://127.0.0.1:9/x').catch(() => 0)", "request to another host: http://127.0.0.1:9/x")]
    [InlineData("fetch('/nothing')", "answer 404: ")]
    public async Task A_visit_tells_what_goes_wrong(string script, string fault)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.EmptyAsync());
        // A page without a policy of its own, on which the script may run.
        await visit.Page.RouteAsync("**/blank", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>blank</title>" }));
        await visit.GoAsync("/blank");
        visit.Check();
        await visit.Page.EvaluateAsync($"() => {{ {script} }}");
        var seen = new List<string>();
        for (var tries = 0; tries < 500 && !seen.Exists(f => f.StartsWith(fault, StringComparison.Ordinal)); tries++)
        {
            // Each question to the page goes after the reports that it has sent.
            await visit.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 10))");
            seen.AddRange(visit.TakeFaults());
        }

        Assert.Contains(seen, f => f.StartsWith(fault, StringComparison.Ordinal));
    }
}
