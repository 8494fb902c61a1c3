using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Service.Access;
using Reports.Service.Ledgers;

namespace Reports.Service.Replaying;

/// <summary>
/// The one replay that a server makes at a time, apart from the requests that ask for it. It ends with the server. Thread safe.
/// </summary>
internal sealed class ServedReplay(Ledger ledger, IServiceScopeFactory scopes, TimeProvider time) : IHostedService
{
    private readonly Lock _gate = new();
    private Run? _run;
    private Task _work = Task.CompletedTask;
    private ReplayOutcome? _last;
    private DateTimeOffset? _cancelled;
    private bool _isStopped;

    public ReplayState State
    {
        get
        {
            lock (_gate) return new ReplayState(_run?.State, _last, _cancelled);
        }
    }

    /// <summary>Starts a replay. Where one is under way nothing is started and nothing waits: that one is for everybody.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="to">As <see cref="ReplayLedger"/> takes it.</param>
    /// <param name="on">The date of the views that depend on one.</param>
    /// <param name="policy">The policy of those that depend on one.</param>
    public void Start(Caller caller, long? to, Day on, Policy policy)
    {
        lock (_gate)
        {
            if (_run is not null || _isStopped) return;
            var run = new Run(_gate, time.GetUtcNow(), to ?? ledger.Views.Position);
            _run = run;
            _work = Task.Run(() => RunAsync(run, caller, new ReplayLedger(ledger, to, on, null, policy, run)), CancellationToken.None);
        }
    }

    /// <summary>Ends the one under way soon, if one is; what the last one found stays.</summary>
    public Task CancelAsync()
    {
        lock (_gate) return _run?.CancelAsync() ?? Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits however long that takes: whoever stops the server closes the ledger next.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate) _isStopped = true;
        await CancelAsync();
        await _work;
    }

    private async Task RunAsync(Run run, Caller caller, ReplayLedger request)
    {
        ReplayReport? report = null;
        Exception? failure = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<RequestCaller>().Is(caller);
            report = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, run.Cancellation);
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            // Neither found nor failed.
        }
        catch (Exception e)
        {
            // Whoever looks is told; there is nobody here to throw it to.
            Serilog.Log.Error(e, "A replay of {Ledger} failed", ledger.Log.Name);
            failure = e;
        }

        lock (_gate)
        {
            var ended = time.GetUtcNow();
            if (report is null && failure is null) _cancelled = ended;
            else (_last, _cancelled) = (new ReplayOutcome(ended, report, failure), null);
            _run = null;
            run.Dispose();
        }
    }

    private sealed class Run(Lock gate, DateTimeOffset started, long head) : IProgress<RebuildProgress>, IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private RebuildProgress _progress = new(0, head, TimeSpan.Zero);

        public CancellationToken Cancellation => _end.Token;

        public ReplayUnderWay State => new(started, _progress, _end.IsCancellationRequested);

        public void Report(RebuildProgress value)
        {
            lock (gate) _progress = value;
        }

        public Task CancelAsync() => _end.CancelAsync();

        public void Dispose() => _end.Dispose();
    }
}
