using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>An article that a GED event cites.</summary>
/// <param name="Id">Of the source that it becomes.</param>
/// <param name="Outlet">The id of its outlet.</param>
/// <param name="Text">The citation as it stands in the row.</param>
internal sealed record UcdpArticle(string Id, string Outlet, Day Published, string Title, string Text, IReadOnlyList<FactFlag> Flags);

/// <summary>Splits <c>source_article</c>: <c>"office,date,headline"</c>, several separated by semicolons.</summary>
internal sealed class UcdpArticles(CsvColumns columns, ImportNames names)
{
    private const string Separator = "\";\"";

    private readonly int _column = columns["source_article"];

    public List<UcdpArticle> Read(CsvRow row, string key, Day eventStart)
    {
        var articles = new List<UcdpArticle>();
        var text = row.Span(_column);
        if (text is ['"', .., '"']) text = text[1..^1];
        foreach (var range in text.Split(Separator))
        {
            var citation = text[range].Trim();
            if (citation.IsEmpty) continue;
            if (!TryDate(citation, out var comma, out var published))
            {
                row.Reject(_column, "an article is \"outlet,2018-03-14,headline\"");
                break;
            }

            var flags = new List<FactFlag>();
            if (CsvRow.IsPlaceholder(published)) flags.Add(FactFlag.PlaceholderDate);
            else if (published < eventStart) flags.Add(FactFlag.PublishedBeforeEvent);
            var outlet = row.Text(citation[..comma].Trim(), CodingLimits.NameCharacters);
            var title = row.Text(citation[Math.Min(citation.Length, comma + 12)..].Trim(), CodingLimits.TitleCharacters);
            articles.Add(new UcdpArticle(
                string.Create(CultureInfo.InvariantCulture, $"{key}-article-{articles.Count + 1}"), names.Outlet(outlet), published,
                title.Length > 0 ? title : outlet, citation.ToString(), flags));
        }

        return articles;
    }

    /// <summary>An article says that the incident happened; which number is whose, the data set does not tell.</summary>
    public static void Add(MappedRow mapped, UcdpArticle article, IncidentFact incident, Attribution by)
    {
        mapped.Begin(new SourceHeader
        {
            Id = article.Id,
            Outlet = article.Outlet,
            Title = article.Title,
            Published = article.Published.ToDate(),
            Language = "en",
            Sha256 = CsvRow.Sha256(article.Text),
            Note = "cited by a row of UCDP GED; the digest is that of the citation",
        });
        mapped.Add(incident with
        {
            By = by.Speakers.IsEmpty || by.Speakers[0] == article.Outlet ? Attribution.OwnVoice : new Attribution([by.Speakers[0]]),
            Note = null,
            Flags = FactFlags.Canonical(article.Flags),
        });
    }

    /// <summary>The first <c>,2018-03-14,</c> after an outlet's name, which may have commas.</summary>
    private static bool TryDate(ReadOnlySpan<char> citation, out int comma, out Day day)
    {
        day = default;
        for (comma = citation.IndexOf(','); comma > 0; comma = Next(citation, comma))
            if (comma + 10 < citation.Length && (comma + 11 == citation.Length || citation[comma + 11] == ',')
                && char.IsAsciiDigit(citation[comma + 1]) && Day.TryParse(citation.Slice(comma + 1, 10).ToString(), out day))
                return true;
        return false;
    }

    private static int Next(ReadOnlySpan<char> text, int after) => text[(after + 1)..].IndexOf(',') is var next && next < 0 ? -1 : after + 1 + next;
}
