using Reports.Domain.Facts;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Figures;

/// <summary>One figure with everything that is known of it, as far as one page has room.</summary>
/// <param name="View">The figure.</param>
/// <param name="Origins">Those of its origins that are on the page.</param>
/// <param name="Rows">Their words on the axis.</param>
/// <param name="Facts">The facts that say so, and the denials.</param>
/// <param name="Constraints">What constrains it, and what it constrains.</param>
/// <param name="Along">Along which time <paramref name="History"/> goes; null where it is not told unasked.</param>
/// <param name="History">How it changed, the latest first.</param>
public sealed record FigureDetail(
    FigureView View, IReadOnlyList<OriginFigure> Origins, IReadOnlyList<IntervalRow> Rows, ReadFacts Facts, IReadOnlyList<FigureConstraint> Constraints, Axis? Along,
    IReadOnlyList<HistoryEntry<FigureView>> History)
{
    /// <summary>Origins on one page.</summary>
    public const int OriginsSize = 20;

    /// <summary>Words of one origin that are drawn and listed, and facts of one that are told in full.</summary>
    public const int MostWords = 12, MostFacts = 5;

    public const int MostDenials = 20, MostHistory = 50;

    /// <summary>With more facts the history is told only when it is asked for.</summary>
    private const int QuickHistory = 100;

    internal static async Task<FigureDetail> OfAsync(PageCall call, FigureView view, Axis? along)
    {
        var (ledger, cut) = (call.Ledger, call.Cut);
        var origins = ListParameters.Page(view.Origins, call.PageNumber, OriginsSize);
        var denials = view.Denials.Take(MostDenials).ToList();
        var facts = await ReadFacts.OfIdsAsync(ledger, origins.SelectMany(o => o.Facts.Take(MostFacts)).Concat(denials), cut, call.Cancellation);
        var rows = IntervalRow.Of(origins, MostWords);
        rows.AddRange(facts.With(denials).Select(d => Denial(d, call)).OfType<IntervalRow>());
        if (along is null && view.Origins.Sum(o => o.Facts.Length + o.Revisions.Length) <= QuickHistory) along = Axis.Published;
        var history = along is { } axis ? ledger.Views.History(view, call.Policy, axis) : [];
        return new FigureDetail(view, origins, rows, facts, ledger.Views.Constraints(view, call.Policy), along, [.. history.Reverse().Take(MostHistory)])
        {
            HistoryCount = history.Count,
        };
    }

    /// <summary>Entries of the history, those that are not listed too.</summary>
    public int HistoryCount { get; init; }

    private static IntervalRow? Denial(FactDetail denial, PageCall call)
    {
        if (denial.Fact is not FigureFact { Quantity.Class: not Domain.Quantities.PhraseClass.HalfOf } figure) return null;
        if (call.Ledger.Views.Source(ReadFacts.SourceOf(denial.View.Id), call.Cut) is not { } source) return null;
        var interval = call.Policy.Convert(figure.Quantity);
        return new IntervalRow(denial.View.Origin, figure.Quantity.ToString(), interval.Low, interval.High, interval.Anchor, IntervalKind.Denied, source.Published, denial.View.Id) { IsFirst = true };
    }
}
