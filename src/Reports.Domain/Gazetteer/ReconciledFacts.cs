using System.Collections.Immutable;
using Reports.Domain.Facts;

namespace Reports.Domain.Gazetteer;

/// <summary>Facts as they read after merges and splits.</summary>
public static class ReconciledFacts
{
    /// <summary>The fact with every id as it reads.</summary>
    /// <param name="reconciliations">The merges and splits.</param>
    /// <param name="fact">As it was recorded, or coded.</param>
    /// <param name="id">Its id, <c>source/fact</c>.</param>
    public static Fact Read(this Reconciliations reconciliations, Fact fact, string id)
    {
        if (reconciliations.IsEmpty) return fact;
        var by = fact.By.Speakers.IsEmpty ? fact.By : fact.By with { Speakers = Many(ReconciledKind.Actor, fact.By.Speakers) };
        return fact switch
        {
            ControlFact control => control with { By = by, Place = One(ReconciledKind.Place, control.Place), Actor = One(ReconciledKind.Actor, control.Actor) },
            FigureFact figure => figure with { By = by, About = One(ReconciledKind.Place, figure.About) },
            IncidentFact incident => incident with
            {
                By = by,
                From = Many(ReconciledKind.Place, incident.From),
                To = Many(ReconciledKind.Place, incident.To),
                Participants = Many(ReconciledKind.Actor, incident.Participants),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "not a kind of fact"),
        };

        string One(ReconciledKind kind, string name) => reconciliations.Read(kind, name, id);

        ImmutableArray<string> Many(ReconciledKind kind, ImmutableArray<string> names) =>
            [.. names.Select(n => One(kind, n)).Distinct(StringComparer.Ordinal)];
    }
}
