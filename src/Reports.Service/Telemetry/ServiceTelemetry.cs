using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Reports.Service.Telemetry;

/// <summary>What use cases take and who follows the feed. Nothing is measured while nobody listens. Thread safe.</summary>
internal static class ServiceTelemetry
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "Reports.Service";

    public static readonly ActivitySource Traces = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> UseCases =
        Meter.CreateHistogram<double>("reports.use_case.duration", "s", "How long use cases take, by reports.use_case and reports.outcome (done, failed).");

    public static readonly UpDownCounter<long> Subscribers =
        Meter.CreateUpDownCounter<long>("reports.feed.subscribers", "{subscriber}", "Who follows the changes of views now.");
}
