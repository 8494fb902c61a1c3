using System.Collections.Immutable;
using Reports.Projections;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Projections.Ledger;
using Reports.Service.Audit;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Evidence;

/// <summary>Answers a question from the events of a bundle alone, by the projections that answer it from a ledger.</summary>
internal static class EvidenceAnswering
{
    /// <summary>Steps of an explanation: more than a bundle has events.</summary>
    private const int Steps = GatherEvidence.MaxEvents;

    /// <exception cref="InvalidLedgerException">The events do not follow from one another.</exception>
    /// <exception cref="EventStore.Events.MalformedEventException">One of them is no event of a ledger.</exception>
    /// <exception cref="RefusedException">They do not answer the question.</exception>
    public static async Task<EvidenceAnswer> AnswerAsync(EvidenceSet set, TimeProvider time, CancellationToken cancellation)
    {
        var (question, at) = (set.Question, set.Question.Cut.At!.Value);
        await using var ledger = await Ledger.OpenAsync(new EvidenceLog([.. set.Events.Select(e => e.Recorded)]), time, cancellation: cancellation);
        if (ledger.Views.Position > at) throw new RefusedException($"an event was recorded at position {ledger.Views.Position}, after the cut at {at}");
        ledger.Views.Pass(at);
        var views = ledger.Views;
        var status = question.IsStatus ? views.Explain(question.Subject, question.Cut, set.Policy, Steps) : null;
        var figures = question.Figures.Select(asked => views.Explain(Find(views, asked, question.Cut, set), set.Policy, Steps)).ToImmutableArray();
        var all = new CutRequest(question.Cut.On, At: at);
        var queries = new ViewQueryHandlers(time);
        var facts = (await queries.Handle(new GetFacts(ledger, null, all), cancellation)).Items;
        var sources = (await queries.Handle(new GetSources(ledger, null, all), cancellation)).Items;
        var roles = Roles(status, figures);
        return new EvidenceAnswer
        {
            Set = set,
            Names = views.Gazetteer(at),
            Explanation = await ExplanationAsync(ledger, set, status, figures, cancellation),
            History = new ViewHistory(
                question.IsStatus ? question.Subject : null, question.IsStatus ? views.History(question.Subject, question.Cut, set.Policy, Axis.Recorded) : [],
                [.. figures.Select(f => new FigureTrail(f.View, views.History(f.View, set.Policy, Axis.Recorded)))], Axis.Recorded, question.Cut, set.Policy),
            Facts = [.. facts.Select(f => Fact(f, roles)).OrderBy(f => f.Position)],
            Sources = [.. sources],
            Corrections = [.. set.Events.Select(EvidenceCorrection.Of).OfType<EvidenceCorrection>()],
        };
    }

    private static async Task<Explanation> ExplanationAsync(
        Ledger ledger, EvidenceSet set, ControlExplanation? status, ImmutableArray<FigureExplanation> figures, CancellationToken cancellation)
    {
        var recorded = new Dictionary<long, RecordedStatement>();
        foreach (var evidence in set.Events)
        {
            var (@event, metadata) = await ledger.ReadAtAsync(evidence.Position, cancellation);
            recorded[evidence.Position] = new RecordedStatement(@event, metadata);
        }

        return new Explanation(status, figures, recorded, set.Question.Cut, set.Policy);
    }

    private static FigureView Find(Views views, AskedFigure asked, Cut cut, EvidenceSet set) =>
        views.FiguresAbout(asked.Key.About, cut, set.Policy).FirstOrDefault(asked.Is)
        ?? throw new RefusedException($"from its events no figure {asked.Key} from {asked.From} to {asked.To} follows");

    private static EvidenceFact Fact(FactDetail detail, Dictionary<long, (string Role, string Rule, string? By)> roles) =>
        roles.TryGetValue(detail.View.Position, out var known)
            ? new EvidenceFact(detail, known.Role, known.Rule, known.By)
            : new EvidenceFact(detail, detail.View.IsCurrent ? "context" : "ended", "not counted; bears on what is", null);

    private static Dictionary<long, (string Role, string Rule, string? By)> Roles(ControlExplanation? status, ImmutableArray<FigureExplanation> figures)
    {
        var roles = new Dictionary<long, (string, string, string?)>();
        if (status is not null)
            foreach (var fact in status.Facts)
                roles[fact.Position] = (RoleOf(fact, status.View), fact.Rule, fact.By);
        foreach (var fact in figures.SelectMany(f => f.Facts))
            // A fact may bear on two figures: what it is to the first of them in which it counts is told.
            if (!roles.TryGetValue(fact.Position, out var known) || known.Item1 is not ("for" or "against"))
                roles[fact.Position] = (RoleOf(fact.Role), fact.Rule, null);
        return roles;
    }

    private static string RoleOf(ExplainedFact fact, ControlStatusView view) => fact.Fate switch
    {
        FateKind.Stands when view.Basis.For.Contains(fact.Fact) => "for",
        FateKind.Stands when view.Basis.Against.Contains(fact.Fact) => "against",
        FateKind.Stands or FateKind.Layer => "beside",
        FateKind.Beside => "expected",
        FateKind.NotBegun or FateKind.NotPublished or FateKind.NotRecorded => "later",
        FateKind.TakenOut => "ended",
        _ => "replaced",
    };

    private static string RoleOf(FigureRole role) => role switch
    {
        FigureRole.Current or FigureRole.SameWord or FigureRole.NotIndependent => "for",
        FigureRole.Denial => "against",
        FigureRole.Beside => "expected",
        FigureRole.NotBegun or FigureRole.NotPublished or FigureRole.NotRecorded => "later",
        FigureRole.TakenOut => "ended",
        _ => "replaced",
    };
}
