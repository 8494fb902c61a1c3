using System.Text.RegularExpressions;
using Reports.Service.Exporting;

namespace Reports.Service.Tests.Exporting;

/// <summary>
/// CSV as the HXL standard 1.1 reads it. No library of HXL comes from the registries of .NET or Node: the rules are written here again, from
/// the standard's "Tagging conventions": a row of hashtags directly below the headers, hashtag and attributes of lower-case letters, digits
/// and underscores, core hashtags from the dictionary.
/// </summary>
public sealed partial class HxlTests
{
    /// <summary>The core hashtags of HXL 1.1 that a ledger's exports can use.</summary>
    private static readonly string[] Core =
    [
        "#access", "#activity", "#adm1", "#adm2", "#adm3", "#adm4", "#adm5", "#affected", "#beneficiary", "#capacity", "#cause", "#channel", "#contact", "#country", "#crisis",
        "#currency", "#date", "#delivery", "#description", "#event", "#frequency", "#geo", "#group", "#impact", "#indicator", "#inneed", "#item", "#loc", "#meta", "#modality",
        "#need", "#operations", "#org", "#output", "#population", "#reached", "#region", "#respondee", "#sector", "#service", "#severity", "#status", "#subsector", "#targeted", "#value",
    ];

    [Fact]
    public async Task Every_table_has_a_row_of_core_hashtags_below_its_headers()
    {
        await using var workspace = await Exports.WithArticlesAsync();
        foreach (var content in Enum.GetValues<ExportContent>())
        {
            var rows = ReadByOthersTests.CsvCells(await workspace.TextAsync(content, ExportFormat.Csv));
            Assert.All(rows, r => Assert.Equal(rows[0].Count, r.Count));
            foreach (var tag in rows[1])
            {
                Assert.Matches(Tag(), tag);
                Assert.Contains(tag.Split('+')[0], Core);
            }

            Assert.Equal(rows[1].Count, rows[1].Select(t => string.Join('+', t.Split('+')[1..].Order(StringComparer.Ordinal).Prepend(t.Split('+')[0]))).Distinct(StringComparer.Ordinal).Count());
            // The tag row is the first one that looks like one: no row of values does.
            Assert.DoesNotContain(rows.Skip(2), r => r.Where(c => c.Length > 0).All(c => Tag().IsMatch(c)));
        }
    }

    [Fact]
    public void Every_measure_has_a_hashtag_of_the_standard()
    {
        foreach (var measure in Enum.GetValues<Domain.Facts.Measure>())
        {
            var tag = Domain.Facts.Measures.Hxl(measure);
            Assert.Matches(Tag(), tag);
            Assert.Contains(tag.Split('+')[0], Core);
        }
    }

    [GeneratedRegex(@"^#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
