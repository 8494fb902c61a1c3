using System.Diagnostics;
using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.Projections;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>One status or one figure at a random cut, in process: what a reader waits for.</summary>
public static class QueryBenchmark
{
    private const long DefaultFacts = 1_000_000;
    private const int Questions = 20_000;
    private const int Warm = 2_000;
    private const double LimitMicroseconds = 1_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var path = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        await using var ledger = await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks");
        var random = new Random(options.Seed);
        var generator = new Generator(facts, options.Seed);
        var places = generator.Scene.Districts;
        var asked = await DrawAsync(ledger, random, (Questions + Warm) * 3);
        var reported = asked.OfType<ControlFact>().Take(Questions + Warm).ToArray();
        var figures = asked.OfType<FigureFact>().Take(Questions + Warm).ToArray();
        var distinct = figures.DistinctBy(Key).ToArray();

        var results = new List<Measuring.Figure>();
        Measure(results, "status, districts alike", i => Status(ledger.Views, places[random.Next(places.Length)].Id, Cut(random, ledger)));
        Measure(results, "status, districts by their facts", i => Status(ledger.Views, reported[i % reported.Length].Place, Cut(random, ledger)));
        Measure(results, "figure, figures alike", i => Figure(ledger.Views, distinct[i % distinct.Length], random, ledger));
        Measure(results, "figure, figures by their facts", i => Figure(ledger.Views, figures[i % figures.Length], random, ledger));
        return new Result("query", string.Create(
            CultureInfo.InvariantCulture, $"{ledger.Views.FactCount:#,0} facts, {places.Length:#,0} districts, {Questions:#,0} questions each at random cuts"), results);
    }

    private static void Measure(List<Measuring.Figure> results, string what, Action<int> ask)
    {
        for (var i = 0; i < Warm; i++) ask(i);
        var times = new double[Questions];
        for (var i = 0; i < Questions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ask(Warm + i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        results.Add(new Measuring.Figure($"{what}, p50", Statistics.Percentile(times, 0.5), "us"));
        results.Add(Measuring.Figure.AtMost($"{what}, p99", Statistics.Percentile(times, 0.99), "us", LimitMicroseconds));
        results.Add(new Measuring.Figure($"{what}, p99.9", Statistics.Percentile(times, 0.999), "us"));
    }

    private static void Status(Views views, string place, Cut cut) => _ = views.Status(place, cut, Policy.Reports1);

    private static void Figure(Views views, FigureFact fact, Random random, Ledger ledger) =>
        _ = views.Figure(Key(fact), fact.Window.Begin, Cut(random, ledger), Policy.Reports1);

    private static FigureKey Key(FigureFact fact) => new(fact.About, fact.Measure, fact.Population, fact.Modality, fact.Scope);

    /// <summary>Any valid date; every second one with a bound of publication, every third with a bound of recording.</summary>
    private static Cut Cut(Random random, Ledger ledger)
    {
        var days = Generator.LastDay.Number - Generator.FirstDay.Number;
        var on = Generator.FirstDay.PlusDays(random.Next(days + 1));
        Day? publishedBy = random.Next(2) == 0 ? Generator.FirstDay.PlusDays(random.Next(days + 1)) : null;
        long? at = random.Next(3) == 0 ? random.NextInt64(1, ledger.Views.Position + 1) : null;
        return new Cut(on, publishedBy, at);
    }

    /// <summary>Facts at random positions of the log: a district or figure with many facts comes often.</summary>
    private static async Task<List<Fact>> DrawAsync(Ledger ledger, Random random, int count)
    {
        var facts = new List<Fact>(count);
        while (facts.Count < count)
        {
            var position = random.NextInt64(1, ledger.Views.Position + 1);
            switch ((await ledger.ReadAtAsync(position)).Event)
            {
                case ControlReported e: facts.Add(e.Fact); break;
                case FigureReported e: facts.Add(e.Fact); break;
                case IncidentReported e: facts.Add(e.Fact); break;
            }
        }

        return facts;
    }
}
