using System.Text.Json;
using System.Text.Json.Serialization;
using Reports.Projections.Checkpoints;

namespace Reports.Projections.Tests.Checkpoints;

/// <summary>Saves and loads views in memory, and says everything that they answer.</summary>
internal static class Saved
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public static readonly Guid Decoder = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    public static byte[] Save(Views views)
    {
        using var stream = new MemoryStream();
        views.SaveAsync(stream, new CheckpointOrigin(views.Position, 42, Decoder), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    public static (Views? Views, CheckpointRefusal? Refusal) Load(Stream stream)
    {
        if (!CheckpointReader.TryOpen(stream, out var reader, out var refusal)) return (null, refusal);
        return reader!.TryRead(out var views, out refusal, TestContext.Current.CancellationToken) ? (views, null) : (null, refusal);
    }

    public static (Views? Views, CheckpointRefusal? Refusal) Load(byte[] bytes) => Load(new MemoryStream(bytes));

    public static Views Again(Views views)
    {
        var (loaded, refusal) = Load(Save(views));
        Assert.Null(refusal);
        return loaded!;
    }

    /// <summary>Every view at a grid of valid dates, publication dates and positions, under the policy in force there.</summary>
    public static string Answers(Views views)
    {
        var answers = new List<object?> { views.Position, views.EventCount, views.FactCount, views.SourceCount };
        foreach (var at in (ReadOnlySpan<long?>)[null, views.Position / 2, views.Position - 1]) answers.Add(AnswersAt(views, at));
        return JsonSerializer.Serialize(answers, Json);
    }

    public static string Say<T>(T views) => JsonSerializer.Serialize(views, Json);

    /// <summary>Every view as of one position.</summary>
    public static string AnswersAt(Views views, long? at)
    {
        var answers = new List<object?>();
        foreach (var on in (ReadOnlySpan<string>)["2018-04-20", "2018-05-01", "2018-05-10", "2018-06-30"])
            foreach (var published in (ReadOnlySpan<string?>)[null, "2018-05-03"])
            {
                var cut = Scenario.Cut(on, published, at);
                var policy = views.PolicyAt(cut);
                answers.Add(policy);
                foreach (var place in (ReadOnlySpan<string>)["syria", "damascus", "qadam", "yarmouk"])
                {
                    answers.Add(views.Status(place, cut, policy));
                    answers.Add(views.FactsAbout(place, cut));
                }

                answers.Add(views.Statuses(cut, policy));
                answers.Add(views.Figures(cut, policy));
                answers.Add(views.Incidents(cut));
                var sources = views.Sources(cut);
                answers.Add(sources);
                foreach (var source in sources) answers.Add(views.FactsOf(source.Id, cut));
                answers.Add(views.AdoptedPolicies(at));
                answers.Add(views.Gazetteer(at).Actors.Values.OrderBy(a => a.Id, StringComparer.Ordinal));
                answers.Add(views.Gazetteer(at).Places.Values.OrderBy(p => p.Id, StringComparer.Ordinal));
                answers.Add(views.Boundaries(at).OrderBy(b => b.Key, StringComparer.Ordinal));
                answers.Add(views.Gazetteer(at).Outlets.Values.OrderBy(p => p.Id, StringComparer.Ordinal));
            }

        return JsonSerializer.Serialize(answers, Json);
    }
}
