using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Reports.EventStore.Log;

/// <summary>What appends to a log cost, whoever makes them. Nothing is measured while nobody listens. Thread safe.</summary>
public static class AppendTelemetry
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "Reports.EventStore";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Traces = new(Name);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("reports.append.events", "{event}", "Events that were appended durably.");
    private static readonly Counter<long> Batches = Meter.CreateCounter<long>("reports.append.batches", "{batch}", "Appends to the log, each durable as a whole.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("reports.append.duration", "s", "How long an append takes until it is durable.");

    /// <summary>Begins an append; null where nobody follows traces.</summary>
    internal static Activity? Begin(string log) => Traces.StartActivity("append")?.SetTag("reports.log", log);

    /// <summary>Records an append that is durable.</summary>
    /// <param name="appends">What was appended.</param>
    /// <param name="results">What the log answered: a retry of what was there counts no event.</param>
    /// <param name="started">By <see cref="Stopwatch.GetTimestamp"/>.</param>
    internal static void Record(IReadOnlyList<StreamAppend> appends, IReadOnlyList<AppendResult> results, long started)
    {
        if (!Duration.Enabled && !Events.Enabled && !Batches.Enabled) return;
        var events = 0L;
        for (var i = 0; i < appends.Count; i++)
            if (!results[i].IsDuplicate) events += appends[i].Events.Count;
        Events.Add(events);
        Batches.Add(1);
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
