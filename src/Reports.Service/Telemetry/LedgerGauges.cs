using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;
using Reports.Service.Protocol;

namespace Reports.Service.Telemetry;

/// <summary>
/// How far the views of a served ledger are behind the head of its log, and what their last rebuild took. Views are brought up to the
/// head by whoever asks them, so that a lag is what has come since somebody asked.
/// </summary>
internal sealed class LedgerGauges : BackgroundService
{
    /// <summary>A meter of this server alone: several may run in one process.</summary>
    private readonly Meter _meter = new(ServiceTelemetry.Name);
    private readonly Ledger _ledger;
    private readonly LogHead _head;
    private readonly TimeProvider _time;
    private long _behindSince;

    public LedgerGauges(Ledger ledger, LogHead head, TimeProvider time)
    {
        (_ledger, _head, _time) = (ledger, head, time);
        _behindSince = time.GetTimestamp();
        _meter.CreateObservableGauge("reports.log.position", () => _head.Position, "{event}", "The position of the head of the log.");
        _meter.CreateObservableGauge("reports.projection.position", () => _ledger.Views.Position, "{event}", "The position of the views.");
        _meter.CreateObservableGauge("reports.projection.lag", () => Math.Max(0, _head.Position - _ledger.Views.Position), "{event}", "Positions of the log that the views have not taken yet.");
        _meter.CreateObservableGauge("reports.projection.lag.duration", SecondsBehind, "s", "For how long the views have lacked something that the log has.");
        _meter.CreateObservableGauge("reports.rebuild.events", () => _ledger.LastRebuild.Position, "{event}", "Positions that the last rebuild of the views went through.");
        _meter.CreateObservableGauge("reports.rebuild.duration", () => _ledger.LastRebuild.Elapsed.TotalSeconds, "s", "What the last rebuild of the views took.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var known = _head.Position;
                await _head.WaitBeyondAsync(known, stoppingToken);
                // They had everything until now: the time without what came begins here.
                if (_ledger.Views.Position >= known) Volatile.Write(ref _behindSince, _time.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (LogException)
        {
            // The watch of the head says in the log why it ended; the gauges keep what was known last.
        }
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    private double SecondsBehind() =>
        _ledger.Views.Position >= _head.Position ? 0 : _time.GetElapsedTime(Volatile.Read(ref _behindSince)).TotalSeconds;
}
