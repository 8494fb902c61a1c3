using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections.Figures;
using Reports.Service.Pages.Parts;

namespace Reports.Service.Pages.Figures;

/// <summary>Which figures a reader wants to see.</summary>
/// <param name="DisputedOnly">Leaves out what is not disputed.</param>
/// <param name="Class">Only of one class; null for all.</param>
/// <param name="Measure">Only of one measure; null for all.</param>
/// <param name="Text">Part of a name of what the figure is about or of an origin, in any spelling; null for all.</param>
public sealed record FigureFilter(bool DisputedOnly, FigureClass? Class, Measure? Measure, string? Text)
{
    public IEnumerable<FigureView> Of(IEnumerable<FigureView> figures, GazetteerTree names)
    {
        var named = new NameFilter(Text, names);
        return figures.Where(f => (!DisputedOnly || f.Disputed) && (Class is null || f.Class == Class) && (Measure is null || f.Key.Measure == Measure)
            && (named.Has(f.Key.About) || f.Origins.Any(o => named.Has(o.Origin))));
    }
}
