using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Domain.Policies;
using Reports.EventStore.Embedded;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>Seconds of the two questions, and how many rows came of them.</summary>
public sealed class PairedTimes
{
    public List<double> Status { get; } = [];

    public List<double> Disputed { get; } = [];

    public long Districts { get; set; }

    public long Figures { get; set; }
}

/// <summary>Our side of a comparison with a database: every status today, every disputed figure, in full.</summary>
public sealed class OurViews : IAsyncDisposable
{
    private readonly Ledger _ledger;

    private OurViews(Ledger ledger) => _ledger = ledger;

    public PairedTimes Times { get; } = new();

    public static async Task<OurViews> OpenAsync(BenchmarkOptions options, long facts)
    {
        var path = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        return new OurViews(await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks"));
    }

    public void Measure()
    {
        var cut = new Cut(Generator.LastDay);
        Times.Status.Add(Clock.Seconds(() => Times.Districts = _ledger.Views.Statuses(cut, Policy.Reports1).Count));
        Times.Disputed.Add(Clock.Seconds(() => Times.Figures = _ledger.Views.Figures(cut, Policy.Reports1, disputedOnly: true).Count));
    }

    public static IReadOnlyList<Figure> Compare(OurViews ours, PairedTimes theirs, string name)
    {
        var (status, disputed) = (Statistics.Median(ours.Times.Status), Statistics.Median(ours.Times.Disputed));
        var (status2, disputed2) = (Statistics.Median(theirs.Status), Statistics.Median(theirs.Disputed));
        return
        [
            new Figure("every district's status today, views", status * 1e3, "ms"),
            new Figure($"every district's status today, {name}", status2 * 1e3, "ms"),
            new Figure($"{name} to views", status2 / status, "x"),
            new Figure("districts, views", ours.Times.Districts, "rows"),
            new Figure($"districts, {name}", theirs.Districts, "rows"),
            new Figure("every disputed figure, views", disputed * 1e3, "ms"),
            new Figure($"every disputed figure, {name}", disputed2 * 1e3, "ms"),
            new Figure($"{name} to views, disputed", disputed2 / disputed, "x"),
            new Figure("disputed figures, views", ours.Times.Figures, "rows"),
            new Figure($"disputed figures, {name}", theirs.Figures, "rows"),
        ];
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
