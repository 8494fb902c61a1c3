using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.EventStore.Embedded;
using Reports.Service.Hosting;
using Reports.Service.Integrity;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// Durable bulk append while checkpoints are signed beside it, as <c>serve</c> signs them, and the same appends alone. Making the rows is
/// not measured.
/// </summary>
public static class AppendSignedBenchmark
{
    private const long DefaultFacts = 1_000_000;

    /// <summary>Events between two checkpoints: at the rate that is asked for, ten in a second.</summary>
    private const long Schedule = 10_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var (alone, signed, ratios, checkpoints) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Math.Min(options.Runs, 3); run++)
        {
            var (plain, _) = await OnceAsync(options, facts, isSigning: false);
            var (beside, count) = await OnceAsync(options, facts, isSigning: true);
            alone.Add(facts / plain);
            signed.Add(facts / beside);
            ratios.Add(beside / plain);
            checkpoints.Add(count);
        }

        return new Result("append-signed", string.Create(
            CultureInfo.InvariantCulture, $"{facts:#,0} facts, appends of {Appending.BatchEvents:#,0} events, a checkpoint after {Schedule:#,0} events at most once a second, {signed.Count} runs"),
        [
            Figure.AtLeast("durable bulk append beside signing", Statistics.Median(signed), "facts/s", 100_000),
            new Figure("the same without signing", Statistics.Median(alone), "facts/s"),
            new Figure("time with signing to time without", Statistics.Median(ratios), "x"),
            new Figure("checkpoints that were signed", Statistics.Median(checkpoints), ""),
        ]);
    }

    private static async Task<(double Seconds, int Checkpoints)> OnceAsync(BenchmarkOptions options, long facts, bool isSigning)
    {
        using var folder = new TemporaryFolder(options.Folder, "append-signed");
        using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var mediator = services.GetRequiredService<IMediator>();
        await using var log = EmbeddedLog.Open(folder.File("port.db"), LedgerMode.Write);
        var files = IntegrityFiles.Beside(log.Name);
        await mediator.Send(new CreateSigningKey(files, "benchmark"));
        var (seconds, count) = (0.0, 0);
        var schedule = new ScheduledCheckpoints(mediator, TimeProvider.System, log, files, new CheckpointSchedule(Schedule, TimeSpan.FromMinutes(1)));
        await using (var signing = new CheckpointSigning(schedule, TimeProvider.System, _ => count++, e => throw new InvalidOperationException(e.Message, e)))
        {
            if (isSigning) signing.Start();
            foreach (var batch in Appending.Batches(new Generator(facts, options.Seed).Changes()))
                seconds += await Clock.SecondsAsync(async () => await log.AppendAsync(batch));
        }

        return (seconds, count);
    }
}
