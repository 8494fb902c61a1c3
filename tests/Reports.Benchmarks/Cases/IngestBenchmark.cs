using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Domain.Policies;
using Reports.EventStore.Embedded;
using Reports.Service.Hosting;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>Source files from disk to views: parse, validate, append, project.</summary>
public static class IngestBenchmark
{
    private const long DefaultFacts = 100_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        using var folder = new TemporaryFolder(options.Folder, "ingest");
        var (json, yaml) = WriteFiles(folder, facts, options.Seed);
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal) { ["JSON"] = [], ["YAML"] = [] };
        for (var run = 0; run < Math.Min(options.Runs, 3); run++)
        {
            times["JSON"].Add(await OnceAsync(folder, json, facts));
            times["YAML"].Add(await OnceAsync(folder, yaml, facts));
        }

        return new Result("ingest", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts in {Directory.GetFiles(json).Length - 1:#,0} files, {times["JSON"].Count} runs"),
        [
            Figure.AtLeast("JSON files", facts / Statistics.Median(times["JSON"]), "facts/s", 50_000),
            Figure.AtLeast("YAML files", facts / Statistics.Median(times["YAML"]), "facts/s", 50_000),
        ]);
    }

    private static (string Json, string Yaml) WriteFiles(TemporaryFolder folder, long facts, int seed)
    {
        var (json, yaml) = (folder.File("json"), folder.File("yaml"));
        Directory.CreateDirectory(json);
        Directory.CreateDirectory(yaml);
        var generator = new Generator(facts, seed);
        foreach (var path in (string[])[json, yaml])
            File.WriteAllBytes(Path.Combine(path, "gazetteer.json"), SourceText.Gazetteer(generator.Scene));
        var number = 0;
        foreach (var change in generator.Sources())
        {
            if (SourceText.Json(change) is not { } text) continue;
            // Named in their order: a source may speak of an incident that an earlier one reported.
            var name = (number++).ToString("D8", CultureInfo.InvariantCulture);
            File.WriteAllBytes(Path.Combine(json, name + ".json"), text);
            File.WriteAllBytes(Path.Combine(yaml, name + ".yaml"), SourceText.Yaml(text));
        }

        return (json, yaml);
    }

    private static async Task<double> OnceAsync(TemporaryFolder folder, string files, long facts)
    {
        var path = folder.File("ingest.db");
        foreach (var left in Directory.GetFiles(folder.Path, "ingest.db*")) File.Delete(left);
        await using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var mediator = services.GetRequiredService<IMediator>();
        await using var ledger = await Ledger.OpenAsync(path, LedgerMode.Write, TimeProvider.System, "benchmarks");
        var found = InputFiles.Find([files], () => Stream.Null);
        IngestReport? report = null;
        var seconds = await Clock.SecondsAsync(async () =>
            report = await mediator.Send(new IngestFiles(ledger, found, "benchmarks", Generator.LastDay, Policy.Reports1)));
        var problem = report!.Files.SelectMany(f => f.Errors).FirstOrDefault();
        if (problem is not null) throw new InvalidOperationException($"a generated file was refused: {problem}");
        if (ledger.Views.FactCount != facts) throw new InvalidOperationException($"{ledger.Views.FactCount} facts were taken in, not {facts}");
        return seconds;
    }
}
