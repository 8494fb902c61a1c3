using System.Globalization;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Time;

namespace Reports.Benchmarks.Generation;

/// <summary>
/// Writes a generated ledger as one table of facts in CSV, for databases that speak SQL: what a team without this ledger would
/// keep. Quantities are intervals already, parties the roots of their trees, ended facts marked.
/// </summary>
public static class FactTable
{
    public const string Columns =
        "position BIGINT, kind VARCHAR, about VARCHAR, actor VARCHAR, party VARCHAR, relation VARCHAR, leaves_room BOOLEAN, origin VARCHAR, "
        + "stance VARCHAR, first_day INTEGER, last_day INTEGER, published INTEGER, series VARCHAR, low BIGINT, high BIGINT, anchor DOUBLE PRECISION, "
        + "linked BOOLEAN";

    /// <summary>Columns of the table of ends.</summary>
    public const string EndColumns = "fact BIGINT, ended_at BIGINT";

    public static string PathOf(string folder, long facts, int seed) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"facts-{facts}-{seed}.csv"));

    public static string EndsPathOf(string folder, long facts, int seed) => PathOf(folder, facts, seed) + ".ends";

    /// <summary>Writes both tables when they are not there.</summary>
    public static void Obtain(string folder, long facts, int seed)
    {
        var path = PathOf(folder, facts, seed);
        if (File.Exists(path)) return;
        var part = path + ".part";
        using (var table = new StreamWriter(part))
        using (var ends = new StreamWriter(EndsPathOf(folder, facts, seed)))
            Write(new Generator(facts, seed), table, ends);
        File.Move(part, path);
    }

    private static void Write(Generator generator, StreamWriter table, StreamWriter ends)
    {
        var parties = generator.Scene.Groups.ToDictionary(g => g.Id, g => g.Within!, StringComparer.Ordinal);
        var sources = new Dictionary<string, (string Outlet, int Published)>(StringComparer.Ordinal);
        var positions = new Dictionary<StandingFact, long>();
        var ofSource = new Dictionary<EventStore.Log.StreamName, List<StandingFact>>();
        long position = 0;
        foreach (var change in generator.Changes())
            foreach (var item in change.Items)
            {
                position++;
                if (item.Event is SourceReported { Source: var header }) sources[header.Id] = (header.Outlet, Day.FromDate(header.Published).Number);
                if (item.Event is SourceWithdrawn)
                {
                    foreach (var fact in ofSource[change.Stream]) End(ends, positions, fact, position);
                }

                if (item.Replaced is { } replaced) End(ends, positions, replaced, position);
                if (item.Reported is not { } reported) continue;
                positions[reported] = position;
                if (!ofSource.TryGetValue(change.Stream, out var facts)) ofSource[change.Stream] = facts = [];
                facts.Add(reported);
                Row(table, position, reported.Fact, sources[reported.Source.Id], parties);
            }
    }

    private static void End(StreamWriter ends, Dictionary<StandingFact, long> positions, StandingFact fact, long position)
    {
        if (positions.Remove(fact, out var ended)) ends.Write(string.Create(CultureInfo.InvariantCulture, $"{ended},{position}\n"));
    }

    private static void Row(StreamWriter table, long position, Fact fact, (string Outlet, int Published) source, Dictionary<string, string> parties)
    {
        var origin = fact.By.Origin(source.Outlet);
        var stance = Stances.Vocabulary.Word(fact.Stance);
        switch (fact)
        {
            case ControlFact c:
                var through = ControlThrough(c, source.Published);
                table.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{position},control,{c.Place},{c.Actor},{parties.GetValueOrDefault(c.Actor, c.Actor)},{Relations.Vocabulary.Word(c.Relation)},{(c.Extent.LeavesRoom() ? "true" : "false")},{origin},{stance},{Bounded(c.On.Begin)},{through},{source.Published},,,,,false\n"));
                break;
            case FigureFact f:
                // Half of another figure needs that figure's interval: such facts keep their row, without numbers.
                QuantityInterval? interval = f.Quantity.Class == PhraseClass.HalfOf ? null : Policy.Reports1.Convert(f.Quantity);
                var series = $"{f.About}/{Measures.Vocabulary.Word(f.Measure)}/{Populations.Vocabulary.Word(f.Population)}/{Modalities.Vocabulary.Word(f.Modality)}/{Scopes.Vocabulary.Word(f.Scope)}";
                table.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{position},figure,{f.About},,,,false,{origin},{stance},{Bounded(f.Window.Begin)},{Bounded(f.Window.End)},{source.Published},{series},{interval?.Low},{interval?.High},{interval?.Anchor},{(f.Rounds is null && interval is not null ? "false" : "true")}\n"));
                break;
            case IncidentFact i:
                table.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{position},incident,{i.Key},,,{IncidentKinds.Vocabulary.Word(i.Kind)},false,{origin},{stance},{Bounded(i.On.Begin)},{Bounded(i.On.End)},{source.Published},,,,,false\n"));
                break;
        }
    }

    /// <summary>The last day claimed, by the rule that the views use: an interval is claimed until it ends or the source comes out.</summary>
    private static int ControlThrough(ControlFact fact, int published) =>
        fact.Relation.IsChange() || !fact.On.IsInterval
            ? Bounded(fact.On.Begin)
            : Math.Max(Bounded(fact.On.Begin), Math.Min(Bounded(fact.On.End), published));

    private static int Bounded(Day day) => Math.Clamp(day.Number, -1_000_000, 1_000_000);
}
