using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Projections;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>Which merges and splits a ledger takes, whoever proposes them.</summary>
internal static class ReconciliationRules
{
    /// <summary>The gazetteer with the merge or split.</summary>
    /// <exception cref="RefusedException">It would leave something that cannot be read.</exception>
    public static GazetteerTree Check(GazetteerTree gazetteer, Views views, Reconciliation reconciliation)
    {
        var (kind, id, into) = (Word(reconciliation.Kind), reconciliation.Id, reconciliation.Into);
        if (id == into) throw new RefusedException($"the {kind} '{SafeText.Show(id)}' cannot be {(reconciliation.Form == ReconciliationForm.Merge ? "merged into" : "split from")} itself");
        Standing(gazetteer, reconciliation.Kind, id);
        switch (reconciliation.Form)
        {
            case ReconciliationForm.Merge:
                Standing(gazetteer, reconciliation.Kind, into);
                CheckMerge(gazetteer, views, reconciliation);
                break;
            case ReconciliationForm.Split:
                Standing(gazetteer, reconciliation.Kind, into);
                CheckFacts(views, reconciliation);
                break;
            default:
                if (!gazetteer.Reconciliations.IsMergedInto(reconciliation.Kind, into, id))
                    throw new RefusedException($"the {kind} '{SafeText.Show(into)}' was not merged into '{id}': name the facts that are about '{SafeText.Show(into)}'");
                break;
        }

        return GazetteerTree.TryBuild(
            gazetteer.DefinedPlaces, gazetteer.DefinedActors, gazetteer.DefinedOutlets, gazetteer.Reconciliations.With(reconciliation), out var tree, out var errors)
            ? tree
            : throw new RefusedException($"'{id}' cannot be merged into '{into}': {errors[0]}");
    }

    public static string Word(ReconciledKind kind) => kind == ReconciledKind.Place ? "place" : "actor";

    private static void CheckMerge(GazetteerTree gazetteer, Views views, Reconciliation merge)
    {
        var kind = Word(merge.Kind);
        if (ProtectedPerson.IsId(merge.Id) || ProtectedPerson.IsId(merge.Into))
            throw new RefusedException("a protected person is not merged with anybody: that would tell who it is");
        var isInside = merge.Kind == ReconciledKind.Place
            ? gazetteer.SelfAndAncestors(merge.Into).Any(p => p.Id == merge.Id)
            : gazetteer.IsWithin(merge.Into, merge.Id);
        if (isInside) throw new RefusedException($"the {kind} '{merge.Into}' lies within '{merge.Id}': merge it the other way round");
        if (merge.Kind == ReconciledKind.Actor && gazetteer.Outlets.ContainsKey(merge.Id))
            throw new RefusedException($"'{merge.Id}' is an outlet as well: what it publishes stays its own voice");
        if (merge.Kind == ReconciledKind.Place && (views.IsIncident(merge.Id) || views.IsIncident(merge.Into)))
            throw new RefusedException($"'{(views.IsIncident(merge.Id) ? merge.Id : merge.Into)}' is an incident as well: figures about it could not be told apart");
    }

    private static void CheckFacts(Views views, Reconciliation split)
    {
        if (split.Facts.Length > Reconciliation.MaxFacts)
            throw new RefusedException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"one split moves at most {Reconciliation.MaxFacts} facts, not {split.Facts.Length}: split in several steps"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in split.Facts)
        {
            if (!seen.Add(fact)) throw new RefusedException($"the fact '{SafeText.Show(fact)}' is named twice");
            var (source, key) = FactId.Parse(fact);
            if (views.NamedBy(source, key, split.Kind) is not { } named) throw new RefusedException($"the ledger has no fact '{SafeText.Show(fact)}'");
            if (!named.Contains(split.Id))
                throw new RefusedException($"'{fact}' does not name the {Word(split.Kind)} '{split.Id}'{(named.Count == 0 ? "" : $", but {string.Join(", ", named.Order(StringComparer.Ordinal))}")}");
        }
    }

    private static void Standing(GazetteerTree gazetteer, ReconciledKind kind, string id)
    {
        if (kind == ReconciledKind.Place ? gazetteer.Places.ContainsKey(id) : gazetteer.Actors.ContainsKey(id)) return;
        var merged = gazetteer.Reconciliations.Read(kind, id);
        throw new RefusedException(merged == id
            ? $"unknown {Word(kind)} '{SafeText.Show(id)}'"
            : $"the {Word(kind)} '{id}' was merged into '{merged}'");
    }
}
