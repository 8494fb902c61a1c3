using System.Globalization;
using Reports.Benchmarks;
using Reports.Benchmarks.Cases;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Load;
using Reports.Benchmarks.Measuring;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var benchmarks = new Dictionary<string, Func<BenchmarkOptions, Task<Result>>>(StringComparer.Ordinal)
{
    ["append"] = AppendBenchmark.RunAsync,
    ["append-signed"] = AppendSignedBenchmark.RunAsync,
    ["append-one"] = AppendOneBenchmark.RunAsync,
    ["rebuild"] = RebuildBenchmark.RunAsync,
    ["profile"] = ProfileBenchmark.RunAsync,
    ["growth"] = GrowthBenchmark.RunAsync,
    ["verify"] = VerifyBenchmark.RunAsync,
    ["query"] = QueryBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
    ["ingest"] = IngestBenchmark.RunAsync,
    ["import"] = ImportBenchmark.RunAsync,
    ["import-memory"] = ImportMemoryBenchmark.RunAsync,
    ["export"] = ExportBenchmark.RunAsync,
    ["cli"] = CommandLineBenchmark.RunAsync,
    ["duckdb"] = DuckDbBenchmark.RunAsync,
    ["postgres"] = PostgresBenchmark.RunAsync,
    ["catch-up"] = CatchUpBenchmark.RunAsync,
    ["endpoint"] = EndpointBenchmark.RunAsync,
    ["http"] = HttpBenchmark.RunAsync,
    ["append-telemetry"] = AppendTelemetryBenchmark.RunAsync,
};

try
{
    var options = BenchmarkOptions.Parse(args);
    if (options.Name == LoadServer.Command)
    {
        await LoadServer.ServeAsync(options.Folder);
        return 0;
    }

    Directory.CreateDirectory(options.Folder);
    if (options.Name == LedgerFiles.Command)
    {
        await LedgerFiles.MakeAsync(options.Folder, options.Facts ?? 1_000_000, options.Seed);
        return 0;
    }

    if (options.Name == ImportMemoryBenchmark.Command)
    {
        await ImportMemoryBenchmark.OnceAsync(options);
        return 0;
    }

    var chosen = options.Name == "all" ? benchmarks.Keys.Where(n => n is not ("profile" or "catch-up")) : (IEnumerable<string>)[options.Name];
    var results = new List<Result>();
    foreach (var name in chosen)
    {
        if (!benchmarks.TryGetValue(name, out var run))
            throw new FormatException($"'{name}' is no benchmark; there are {string.Join(", ", benchmarks.Keys)}, all and {LedgerFiles.Command}");
        results.Add(await run(options));
    }

    Table.Print(Machine.Current(), results, options.Json, Console.Out);
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
