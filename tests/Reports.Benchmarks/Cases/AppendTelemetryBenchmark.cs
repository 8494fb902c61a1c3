using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;

namespace Reports.Benchmarks.Cases;

/// <summary>Single durable appends while traces and metrics are collected as a server with a collector has them, and the same appends while nobody listens.</summary>
public static class AppendTelemetryBenchmark
{
    private const int Appends = 2_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var (without, with) = (new List<Run>(), new List<Run>());
        // The first of each is for the compiler.
        for (var run = -1; run < options.Runs; run++)
        {
            var alone = await OnceAsync(options);
            var provider = Sdk.CreateMeterProviderBuilder().AddMeter(AppendTelemetry.Name).AddReader(new BaseExportingMetricReader(new Nowhere<Metric>())).Build();
            var tracer = Sdk.CreateTracerProviderBuilder().AddSource(AppendTelemetry.Name).AddProcessor(new BatchActivityExportProcessor(new Nowhere<System.Diagnostics.Activity>())).Build();
            using (provider)
            using (tracer)
            {
                var observed = await OnceAsync(options);
                if (run < 0) continue;
                without.Add(alone);
                with.Add(observed);
            }
        }

        var (processor, observedProcessor) = (Statistics.Median(without.Select(r => r.Processor)), Statistics.Median(with.Select(r => r.Processor)));
        return new Result(
            "append-telemetry", string.Create(CultureInfo.InvariantCulture, $"{Appends:#,0} appends of one source, one after the other, {options.Runs} runs"),
            [
                new Figure("one append, nobody listens, p50", Statistics.Median(without.Select(r => r.Half)), "us"),
                new Figure("one append with a span and metrics, p50", Statistics.Median(with.Select(r => r.Half)), "us"),
                new Figure("  with to without", Statistics.Median(with.Zip(without, (w, o) => w.Half / o.Half)), "x"),
                new Figure("processor time, nobody listens", processor, "us/append"),
                new Figure("processor time with a span and metrics", observedProcessor, "us/append"),
                new Figure("  with to without", Statistics.Median(with.Zip(without, (w, o) => w.Processor / o.Processor)), "x"),
            ]);
    }

    private sealed record Run(double Half, double Processor);

    private static async Task<Run> OnceAsync(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder(options.Folder, "append-telemetry");
        await using var log = EmbeddedLog.Open(folder.File("port.db"), LedgerMode.Write);
        var appends = Appending.Batches(new Generator(Appends * 10, options.Seed).Changes()).SelectMany(b => b).Take(Appends).ToList();
        var taken = new List<double>();
        var before = Clock.ProcessorSeconds();
        foreach (var append in appends) taken.Add(await Clock.SecondsAsync(async () => await log.AppendAsync([append])) * 1e6);
        return new Run(Statistics.Median(taken), (Clock.ProcessorSeconds() - before) / Appends * 1e6);
    }

    /// <summary>Takes what is collected and does nothing with it: sending is the collector's cost.</summary>
    private sealed class Nowhere<T> : BaseExporter<T>
        where T : class
    {
        public override ExportResult Export(in Batch<T> batch) => ExportResult.Success;
    }
}
