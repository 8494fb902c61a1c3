using Reports.Domain.Facts;
using Reports.Domain.Text;
using Reports.Domain.Vocabulary;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Audit;

/// <summary>
/// What somebody asks about: the status of a place, by any of its spellings; the figures about an incident; or the figures of a key,
/// <c>about/measure/population/modality/scope</c>, of which the end may be left out.
/// </summary>
/// <param name="Id">A place or an incident.</param>
/// <param name="IsStatus">True for the status of a place.</param>
internal sealed record ViewSubject(string Id, bool IsStatus)
{
    private Measure? _measure;
    private Population? _population;
    private Modality? _modality;
    private Scope? _scope;

    /// <exception cref="RefusedException">No such place, incident, measure and so on.</exception>
    public static ViewSubject Find(Ledger ledger, string text, Cut cut)
    {
        var parts = text.Split('/');
        var about = parts[0];
        var isIncident = ledger.Views.IsIncident(about);
        if (!isIncident) about = PlaceNames.Find(ledger, about, cut, "incident or place");
        if (parts.Length == 1) return new ViewSubject(about, !isIncident);
        if (parts.Length > 5) throw new RefusedException($"a figure is about/measure/population/modality/scope, not '{SafeText.Show(text)}'");
        return new ViewSubject(about, false)
        {
            _measure = Word(Measures.Vocabulary, parts, 1),
            _population = Word(Populations.Vocabulary, parts, 2),
            _modality = Word(Modalities.Vocabulary, parts, 3),
            _scope = Word(Scopes.Vocabulary, parts, 4),
        };
    }

    public bool Has(FigureKey key) =>
        (_measure is null || key.Measure == _measure) && (_population is null || key.Population == _population)
        && (_modality is null || key.Modality == _modality) && (_scope is null || key.Scope == _scope);

    private static T? Word<T>(Vocabulary<T> vocabulary, string[] parts, int at)
        where T : struct, Enum
    {
        if (at >= parts.Length) return null;
        if (vocabulary.TryParse(parts[at], out var value)) return value;
        throw new RefusedException($"unknown {vocabulary.Name} '{SafeText.Show(parts[at])}': it is one of {string.Join(", ", vocabulary.Words)}");
    }
}
