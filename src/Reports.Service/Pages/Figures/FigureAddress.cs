using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Service.Pages.Frame;

namespace Reports.Service.Pages.Figures;

/// <summary>Where a figure's page is.</summary>
internal static class FigureAddress
{
    public const string Template = "/figures/{about}/{measure}/{population}/{modality}/{scope}";

    /// <summary>The path of all figures of a key.</summary>
    public static string Of(FigureKey key) => "/figures/" + string.Join('/', ((IEnumerable<string>)
        [key.About, Measures.Vocabulary.Word(key.Measure), Populations.Vocabulary.Word(key.Population), Modalities.Vocabulary.Word(key.Modality), Scopes.Vocabulary.Word(key.Scope)])
        .Select(PageFrame.Segment));

    /// <summary>The page of one figure: of the figures of its key that whose window begins so.</summary>
    public static string Of(PageFrame frame, FigureView figure) => frame.To(Of(figure.Key), ("from", Window(figure.From)));

    public static string Window(Day from) => from == Day.Min ? "open" : from.ToString();
}
