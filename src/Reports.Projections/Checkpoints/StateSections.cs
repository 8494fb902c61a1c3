using System.IO.Hashing;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// The tables of a state in the order of the file. Texts come first, so that their hash tables are rebuilt on one core while
/// the other still reads the facts.
/// </summary>
internal static class StateSections
{
    /// <summary>
    /// Names the code that fills the tables. A build of other code may resolve the same events to other numbers, so that its
    /// checkpoints are rebuilt and not trusted: policies, times and quantities are of the domain, the rest is of this assembly.
    /// </summary>
    public static ulong Code { get; } = CodeOf(typeof(LedgerState), typeof(ValidTime));

    public static IReadOnlyList<Section> Of(LedgerState state) =>
    [
        new ArenaSection("Names.Text", state.Names.Arena),
        new SymbolsSection("Names", state.Names),
        new ArenaSection("Sources.Text", state.SourceIds.Arena),
        new SymbolsSection("Sources.Ids", state.SourceIds),
        new ArenaSection("Times.Text", state.Times.Texts.Arena),
        new SymbolsSection("Times", state.Times.Texts, state.Times.Reparse),
        new ArenaSection("Quantities.Text", state.Quantities.Texts.Arena),
        new SymbolsSection("Quantities", state.Quantities.Texts, state.Quantities.Reparse),
        new ArenaSection("Lists.Text", state.Lists.Texts.Arena),
        new SymbolsSection("Lists", state.Lists.Texts, state.Lists.Reparse),
        new GazetteerSection(state),
        new BoundariesSection(state),
        new PoliciesSection(state),
        new TableSection<FactEnd>("Ends", state.Ends),
        new TableSection<uint>("Rounds", state.Rounds),
        new TableSection<int>("LastRegrade", state.LastRegrade),
        new ListSection<RegradeEntry>("Regrades", state.Regrades),
        new PlacesSection(state),
        new LongSeriesSection(state),
        new ListSection<SourceEntry>("Sources", state.Sources),
        new ListSection<int>("LatestVersion", state.LatestVersion),
        new ListSection<ControlEntry>("Controls", state.Controls),
        new ListSection<FigureEntry>("Figures", state.Figures),
        new ListSection<SeriesEntry>("Series", state.Series),
        new ListSection<IncidentEntry>("Incidents", state.Incidents),
        new ListSection<int>("SeriesOf", state.SeriesOf),
        new ListSection<int>("StatementsOf", state.StatementsOf),
        new ListSection<int>("LastStatementOf", state.LastStatementOf),
        new ArenaSection("Keys", state.Keys),
    ];

    private static ulong CodeOf(params ReadOnlySpan<Type> types)
    {
        // Builds are deterministic: equal sources give equal module ids.
        var hash = new XxHash3();
        foreach (var type in types) hash.Append(type.Module.ModuleVersionId.ToByteArray());
        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>The addresses of texts; the hash table and what was parsed from the texts are rebuilt from them.</summary>
    private sealed class SymbolsSection(string name, Utf8Symbols symbols, Action? reparse = null) : Section(name, sizeof(uint))
    {
        public override long Length => (long)symbols.Count * sizeof(uint);

        public override void Write(SectionOutput output)
        {
            foreach (var chunk in symbols.Addresses.Chunks()) output.Write(chunk.Span);
        }

        public override void Read(SectionInput input) =>
            symbols.Addresses.Load(checked((int)(input.Left / sizeof(uint))), input.Read);

        public override void Settle()
        {
            symbols.Reindex();
            reparse?.Invoke();
        }
    }
}
