using Reports.Domain.Facts;
using Reports.Domain.Vocabulary;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Service.Access;
using Reports.Service.Http;
using Reports.Service.Output;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Figures;

/// <summary>Figures: all of them, those about one thing, and one with everything that is known of it.</summary>
internal static class FigurePages
{
    /// <summary>Figures on one page of a list: each is a picture.</summary>
    public const int ListSize = 25;

    private static readonly string[] s_classes = [.. Enum.GetValues<FigureClass>().Select(ViewJson.Word)];

    private static readonly ApiParameter[] s_key =
    [
        ApiParameter.InPath("about", "An incident's id, or a place."), ApiParameter.InPath("measure", "What is counted."), ApiParameter.InPath("population", "Who is counted."),
        ApiParameter.InPath("modality", "actual or planned."), ApiParameter.InPath("scope", "total, convoy, day or cumulative."),
    ];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/figures", "/figures?on=2018-04-30", [
            new("disputed", "true leaves out what is not disputed.", "boolean") { Values = ["true", "false"] }, new("class", "Only of one class.") { Values = s_classes },
            new("measure", "Only of one measure.") { Values = [.. Measures.Vocabulary.Words] }, ListParameters.Search, PageCall.PageParameter], ShowAllAsync),
        Page.Route("/figures/{about}", "/figures/evac-qaboun-2017-05-14?on=2018-04-30", [s_key[0], PageCall.PageParameter], ShowAboutAsync),
        Page.Route(FigureAddress.Template, "/figures/evac-qaboun-2017-05-14/people-evacuated/all/actual/total?on=2018-04-30", [
            .. s_key, new("from", "The first day of the figure's window; open for none."),
            new("along", "Along which time its history is told.") { Values = ["valid", "published", "recorded"] }, PageCall.PageParameter], ShowAsync),
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var filter = new FigureFilter(
            call.Call.Flag("disputed"), call.Call.Text("class") is { } word ? (FigureClass)Array.IndexOf(s_classes, word) : null,
            call.Call.Text("measure") is { } measure && Measures.Vocabulary.TryParse(measure, out var wanted) ? wanted : null, ListParameters.Text(call.Call));
        var all = (await call.Mediator.Send(new GetFigures(call.Ledger, null, false, call.CutRequest, call.AskedPolicy), call.Cancellation)).Items;
        var found = filter.Of(all, call.Names).ToList();
        return Page.Of<FiguresPage>(
            "Figures", (nameof(FiguresPage.Figures), ListParameters.Page(found, call.PageNumber, ListSize)), (nameof(FiguresPage.Found), found.Count), (nameof(FiguresPage.All), all.Count),
            (nameof(FiguresPage.Disputed), found.Count(f => f.Disputed)), (nameof(FiguresPage.Filter), filter), (nameof(FiguresPage.Measures), all.Select(f => f.Key.Measure).Distinct().Order().ToList()),
            (nameof(FiguresPage.Number), call.PageNumber)) with
        { Follows = "" };
    }

    private static async Task<Page> ShowAboutAsync(PageCall call)
    {
        var answer = await call.Mediator.Send(new GetFigures(call.Ledger, call.Call.Required("about"), false, call.CutRequest, call.AskedPolicy), call.Cancellation);
        var about = Subject(call);
        var figures = answer.Items.Order(Comparer<FigureView>.Create(Projections.Views.CompareFigures)).ToList();
        return Page.Of<FiguresAboutPage>(
            "Figures: " + call.Names.NameOf(about), (nameof(FiguresAboutPage.About), about), (nameof(FiguresAboutPage.Figures), ListParameters.Page(figures, call.PageNumber, ListSize)),
            (nameof(FiguresAboutPage.All), figures.Count), (nameof(FiguresAboutPage.Number), call.PageNumber)) with
        { Follows = Follow(about) };
    }

    private static async Task<Page> ShowAsync(PageCall call)
    {
        var key = new FigureKey(
            Subject(call), Word(call, "measure", Measures.Vocabulary), Word(call, "population", Populations.Vocabulary), Word(call, "modality", Modalities.Vocabulary),
            Word(call, "scope", Scopes.Vocabulary));
        var figures = call.Ledger.Views.FiguresOfKey(key, call.Cut, call.Policy);
        var from = call.Call.Text("from");
        var found = from is null ? figures : [.. figures.Where(f => FigureAddress.Window(f.From) == from)];
        var title = FigureWords.Counted(key) + ": " + call.Names.NameOf(key.About);
        if (found is not [var figure])
            return Page.Of<FigureKeyPage>(
                title, (nameof(FigureKeyPage.Key), key), (nameof(FigureKeyPage.Figures), ListParameters.Page(figures, call.PageNumber, ListSize)), (nameof(FigureKeyPage.All), figures.Count),
                (nameof(FigureKeyPage.IsGone), from is not null), (nameof(FigureKeyPage.Number), call.PageNumber)) with
            { Follows = Follow(key.About) };
        var detail = await FigureDetail.OfAsync(call, figure, call.Call.Text("along") switch { "published" => Axis.Published, "recorded" => Axis.Recorded, "valid" => Axis.Valid, _ => null });
        return Page.Of<FigurePage>(
            title, (nameof(FigurePage.Detail), detail), (nameof(FigurePage.Policy), call.Policy), (nameof(FigurePage.Windows), figures.Count), (nameof(FigurePage.Number), call.PageNumber),
            (nameof(FigurePage.HasBundle), call.May(Permission.Audit)), (nameof(FigurePage.IsSigned), call.Options.Integrity is not null)) with
        { Follows = Follow(key.About), Scripts = ["echarts.js", "charts.js", "intervals.js"] };
    }

    private static string Follow(string about) => "figure=" + Uri.EscapeDataString(about);

    /// <summary>What figures are about: an incident, or a place in any of its spellings.</summary>
    private static string Subject(PageCall call)
    {
        var about = call.Call.Required("about");
        return call.Ledger.Views.IsIncident(about) ? about : PlaceNames.Find(call.Ledger, about, call.Cut, "incident or place");
    }

    private static T Word<T>(PageCall call, string name, Vocabulary<T> vocabulary)
        where T : struct, Enum
    {
        var word = call.Call.Required(name);
        return vocabulary.TryParse(word, out var value)
            ? value
            : throw new NotKnownException($"unknown {vocabulary.Name} '{Domain.Text.SafeText.Show(word)}': it is one of {string.Join(", ", vocabulary.Words)}");
    }
}
