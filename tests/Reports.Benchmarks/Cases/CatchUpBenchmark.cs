using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// A catch-up read of the server that <c>REPORTS_EVENTSTORE</c> names, whatever is stored there, beside a read of the embedded log.
/// </summary>
public static class CatchUpBenchmark
{
    private const string Variable = "REPORTS_EVENTSTORE";
    private const long DefaultFacts = 100_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } place)
            throw new FormatException($"{Variable} names no server (esdb://…): copy a ledger there with 'reports copy', then read it");
        var path = await LedgerFiles.ObtainAsync(options.Folder, options.Facts ?? DefaultFacts, options.Seed);
        var (server, embedded) = (new List<double>(), new List<double>());
        var stored = 0L;
        for (var run = 0; run < options.Runs; run++)
        {
            await using (var log = await EventLogs.OpenAsync(place, LedgerMode.Read, TimeProvider.System, "benchmarks"))
            {
                var seconds = await Clock.SecondsAsync(async () => stored = await CountAsync(log));
                if (stored == 0) throw new FormatException($"{log.Name} holds no events: copy a ledger there with 'reports copy'");
                server.Add(stored / seconds);
            }

            await using (var log = EmbeddedLog.Open(path, LedgerMode.Read))
            {
                var events = 0L;
                var seconds = await Clock.SecondsAsync(async () => events = await CountAsync(log));
                embedded.Add(events / seconds);
            }
        }

        var (there, here) = (Statistics.Median(server), Statistics.Median(embedded));
        return new Result("catch-up", string.Create(CultureInfo.InvariantCulture, $"{stored:#,0} events on the server, {options.Runs} runs"),
        [
            new Figure("catch-up read of the server", there, "events/s"),
            new Figure("verified read of the embedded log", here, "events/s"),
            new Figure("embedded to server", here / there, "x"),
        ]);
    }

    private static async Task<long> CountAsync(IEventLog log)
    {
        var events = 0L;
        await foreach (var page in log.ReadAllAsync()) events += page.Events.Length;
        return events;
    }
}
