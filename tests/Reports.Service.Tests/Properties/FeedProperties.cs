using CsCheck;
using Reports.Projections.Changes;

namespace Reports.Service.Tests.Properties;

/// <summary>The feed finds from each event alone which views it may have changed; a comparison of all views finds no more.</summary>
public sealed class FeedProperties
{
    private static readonly string[] Abouts = ["qadam", "yarmouk", "damascus", "evac-part", "evac-whole"];
    private static readonly string[] Quantities = ["36", "at least 30", "more than 41", "up to 50", "12", "80"];
    private static readonly string[] Relations = ["holds", "took", "left", "entered"];
    private static readonly string[] Actors = ["syrian-government", "hts", "isil"];

    private static readonly Gen<string> GenFact =
        from about in Gen.Int[0, Abouts.Length - 1].Select(i => Abouts[i])
        from place in Gen.Int[0, 2].Select(i => Abouts[i])
        from actor in Gen.Int[0, Actors.Length - 1].Select(i => Actors[i])
        from relation in Gen.Int[0, Relations.Length - 1].Select(i => Relations[i])
        from origin in Gen.Bool.Select(b => b ? "sohr" : "sana")
        from quantity in Gen.Int[0, Quantities.Length - 1].Select(i => Quantities[i])
        from day in Gen.Int[1, 3]
        from isFigure in Gen.Bool
        select isFigure
            ? $"figure: {{ about: {about}, measure: people-killed, quantity: {quantity}, window: 2018-02-0{day} }}\n    by: [{origin}]"
            : $"control: {{ place: {place}, actor: {actor}, relation: {relation}, on: 2018-02-0{day} }}\n    by: [{origin}]";

    private static readonly Gen<string> GenIncidents = Gen.Int[0, 2].Select(n => n switch
    {
        0 => "",
        1 => "incidents:\n  - { id: evac-part, kind: evacuation, on: 2018-02-02, from: [qadam], part-of: evac-whole }\n",
        _ => "incidents:\n  - { id: evac-whole, kind: evacuation, on: 2018-02-02, from: [damascus] }\n",
    });

    private static readonly Gen<List<(string Name, string Text)>> GenSources =
        (from facts in GenFact.Array[1, 4] from incidents in GenIncidents from published in Gen.Int[1, 9] select (facts, incidents, published)).List[2, 7]
        .Select(sources => sources.Select((s, i) => (
            $"s{i}.yaml",
            Workspace.Source(
                $"s{i}", s.incidents + "facts:\n" + string.Join('\n', s.facts.Select((f, n) => $"  - id: f{n}\n    {f}")), $"2018-03-0{s.published}"))).ToList());

    [Fact]
    public Task What_the_feed_tells_of_an_event_is_the_difference_of_all_views_before_and_after_it() => GenSources.SampleAsync(
        async sources =>
        {
            await using var workspace = await Workspace.CreateAsync();
            await workspace.IngestAsync(("evacuations.yaml", Workspace.Source(
                "first", "incidents:\n  - { id: evac-part, kind: evacuation, on: 2018-02-02 }\n  - { id: evac-whole, kind: evacuation, on: 2018-02-02 }", "2018-03-01")));
            foreach (var source in sources) await workspace.IngestAsync(source);
            var views = workspace.Ledger.Views;
            foreach (var (_, @event, _, recorded) in await workspace.EventsAsync())
            {
                var position = recorded.Position.Commit;
                if (!recorded.StreamText.StartsWith("source-", StringComparison.Ordinal)) continue;
                var told = views.ChangesAt(@event, recorded.StreamText["source-".Length..], position, position - 1);
                // On the day on which the feed looked.
                if (told.Count == 0) continue;
                var on = told[0].At.Cut.On;
                var policy = told[0].At.Policy;
                var all = ViewComparison.Compare(
                    views, new Viewpoint(new Projections.Ledger.Cut(on, At: position - 1), policy), new Viewpoint(new Projections.Ledger.Cut(on, At: position), policy));
                Assert.Equal(
                    all.Statuses.Select(s => s.Id).Concat(all.Figures.Select(f => f.Id)).Concat(all.Incidents.Select(i => i.Id)).Order(StringComparer.Ordinal),
                    told.Where(t => t.Status is not null || t.Figure is not null || t.Incident is not null).Select(t => t.Subject).Order(StringComparer.Ordinal));
            }
        }, iter: 100);
}
