using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Reports.EventStore.Log;
using Reports.Service.Http;

namespace Reports.Service.Telemetry;

/// <summary>
/// Metrics as Prometheus text at <c>/metrics</c>, for whoever may read; metrics and traces over OTLP where the standard variables of
/// OpenTelemetry name a collector.
/// </summary>
internal static class TelemetryServices
{
    public const string Path = "/metrics";

    /// <summary>The framework's own: HTTP requests and connections, by the semantic conventions.</summary>
    private static readonly string[] Meters = [AppendTelemetry.Name, ServiceTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    private static readonly string[] Collectors = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>The standard variables of OpenTelemetry that are set: its exporters look for them in the configuration of the host.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Variables() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Where(v => ((string)v.Key).StartsWith("OTEL_", StringComparison.Ordinal)).Select(v => KeyValuePair.Create((string)v.Key, (string?)v.Value));

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddHostedService<LedgerGauges>();
        var isExported = Collectors.Any(v => Environment.GetEnvironmentVariable(v) is { Length: > 0 });
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("reports", autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector());
        telemetry.WithMetrics(metrics =>
        {
            // Each scrape is of its own moment.
            metrics.AddMeter(Meters).AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
            if (isExported) metrics.AddOtlpExporter();
        });
        if (isExported) telemetry.WithTracing(traces => traces.AddSource(AppendTelemetry.Name, ServiceTelemetry.Name, "Microsoft.AspNetCore").AddOtlpExporter());
        return services;
    }

    /// <summary>Serves <see cref="Path"/> behind the rules of every other read.</summary>
    public static void MapTelemetry(this WebApplication application)
    {
        var endpoint = application.Services.GetRequiredService<ApiEndpoint>();
        application.UseWhen(context => context.Request.Path == Path, metrics =>
        {
            metrics.Use(next => context => endpoint.ForReadersAsync(context, next));
            metrics.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
        });
    }
}
