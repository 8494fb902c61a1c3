using System.Collections.Immutable;
using CsCheck;
using NodaTime;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.EventStore.Events;

namespace Reports.EventStore.Tests.Events;

public class EventRoundTripTests
{
    [Fact]
    public void What_is_serialized_reads_back_the_same_and_serializes_to_the_same_bytes() => Events.Sample(e =>
    {
        var stored = TestEvents.Stored(e);
        var read = EventReader.Default.Read(stored);
        return SameEvent.As(e, read) && TestEvents.Data(read).AsSpan().SequenceEqual(stored.Data.Span);
    });

    [Fact]
    public void The_decoders_slices_agree_with_the_records() => Events.Sample(e =>
        Assert.Equal(SinkCalls.Expected(e), SinkCalls.Of(TestEvents.Stored(e))));

    [Fact]
    public void Damaged_bytes_are_read_or_refused_as_malformed_and_nothing_else() => Gen.Select(Events, Gen.Int, Gen.Byte).Sample((e, at, b) =>
    {
        var stored = TestEvents.Stored(e);
        var data = stored.Data.ToArray();
        data[(int)((uint)at % (uint)data.Length)] = b;
        var type = stored.TypeText;
        ReadsOrRefuses(() => SinkCalls.Of(TestEvents.Stored(type, data)));
        ReadsOrRefuses(() => EventReader.Default.Read(TestEvents.Stored(type, data)));
    });

    private static void ReadsOrRefuses<T>(Func<T> read)
    {
        try
        {
            _ = read();
        }
        catch (MalformedEventException refused)
        {
            Assert.Contains("event at position 7 cannot be read: ", refused.Message, StringComparison.Ordinal);
        }
    }

    private static readonly Gen<string> Id = Gen.OneOf("a", "b-1", "evac-qadam-2018-03-13", "syrian-government", "0");

    private static readonly Gen<string?> OptionalId = Id.Null();

    private static readonly Gen<ImmutableArray<string>> Ids = Id.Array[0, 4].Select(ImmutableArray.Create);

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Char['a', 'z'].Select(c => c.ToString()),
        Gen.OneOf(
            "\"", "\\", "\n", "\0", "\u007f", "/", "é", "الغوطة", "😀", "\u2028", "\ufffd", "<", "&", "+", " ", "][", "\",\""))
        .Array[0, 12].Select(string.Concat);

    private static readonly Gen<ImmutableArray<string>> Texts = Text.Array[0, 4].Select(ImmutableArray.Create);

    private static readonly Gen<string?> OptionalText = Text.Null();

    private static readonly Gen<Attribution> By = Gen.Select(Ids, Gen.Bool, (ids, lost) => new Attribution(ids, lost));

    private static readonly Gen<Locator?> At = Gen.Select(Gen.Int[1, 999], Gen.Int[0, 99], Gen.Int[0, 9], (paragraph, from, kind) =>
        kind < 3 ? null : new Locator(paragraph, kind < 6 ? null : (from, from + kind)));

    private static readonly Gen<string> Day = Gen.OneOf("2018-03-13", "2018-03", "2018-03-13~", "2015-04/..", "2018-03-18/2018-03-25");

    private static readonly Gen<string> Phrase = Gen.OneOf("36", "at least 2289", "more than 1500", "12, between 9 and 15", "several hundred", "dozens", "half of x");

    private static readonly Gen<string?> GradeCode = Gen.OneOf<string?>(null, "A1", "B2", "F6");

    private static Gen<T> Word<T>()
        where T : struct, Enum => Gen.Enum<T>();

    private static readonly Gen<ImmutableArray<FactFlag>> Flags = Word<FactFlag>().Array[0, 3].Select(f => FactFlags.Canonical(f));

    private static readonly Gen<(Attribution By, Stance Stance, Locator? At, string? Grade, string? Note, ImmutableArray<FactFlag> Flags)> Common =
        Gen.Select(By, Word<Stance>(), At, GradeCode, OptionalText, Flags);

    private static T With<T>(T fact, (Attribution By, Stance Stance, Locator? At, string? Grade, string? Note, ImmutableArray<FactFlag> Flags) common)
        where T : Fact => fact with
        {
            By = common.By,
            Stance = common.Stance,
            At = common.At,
            Grade = common.Grade is { } grade ? Grade.Parse(grade) : null,
            Note = common.Note,
            Flags = common.Flags,
        };

    private static readonly Gen<ControlFact> Control = Gen.Select(Id, Id, Id, Word<Relation>(), Day, Word<Extent>(), Common)
        .Select((key, place, actor, relation, on, extent, common) => With(
            new ControlFact { Key = key, Place = place, Actor = actor, Relation = relation, On = ValidTime.Parse(on), Extent = extent },
            common));

    private static readonly Gen<FigureFact> Figure =
        Gen.Select(Gen.Select(Id, Id, OptionalId), Word<Measure>(), Word<Population>(), Word<Modality>(), Word<Scope>(), Gen.Select(Day, Phrase), Common)
        .Select((texts, measure, population, modality, scope, phrases, common) => With(
            new FigureFact
            {
                Key = texts.Item1,
                About = texts.Item2,
                Rounds = texts.Item3,
                Measure = measure,
                Population = population,
                Modality = modality,
                Scope = scope,
                Window = ValidTime.Parse(phrases.Item1),
                Quantity = Quantity.Parse(phrases.Item2),
            },
            common));

    private static readonly Gen<IncidentFact> Incident =
        Gen.Select(Id, Word<IncidentKind>(), Day, Gen.Select(Ids, Ids, Ids), OptionalId, Common)
        .Select((key, kind, on, lists, partOf, common) => With(
            new IncidentFact
            {
                Key = key,
                Kind = kind,
                On = ValidTime.Parse(on),
                From = lists.Item1,
                To = lists.Item2,
                Participants = lists.Item3,
                PartOf = partOf,
            },
            common));

    private static readonly Gen<SourceHeader> Header =
        Gen.Select(Id, Id, Text, Gen.Int[-30000, 40000], OptionalText, OptionalText, Gen.Select(Text, Gen.Bool))
        .Select((id, outlet, title, day, url, note, more) => new SourceHeader
        {
            Id = id,
            Outlet = outlet,
            Title = title,
            Published = new LocalDate(1970, 1, 1).PlusDays(day),
            Language = "en",
            Url = url,
            Note = note,
            Retrieved = more.Item2 ? new LocalDate(2026, 1, 2) : null,
            Archive = url,
            Sha256 = more.Item1,
        });

    private static readonly Gen<Place> PlaceRecord =
        Gen.Select(Text, Text, OptionalText, Texts, Texts, Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], Gen.Bool))
        .Select((id, name, within, composed, aliases, point) => new Place
        {
            Id = id,
            Name = name,
            Kind = "town",
            Within = within,
            ComposedOf = composed,
            Aliases = aliases,
            Point = point.Item3 ? new GeoPoint(point.Item1, point.Item2) : null,
            Pcode = within,
        });

    private static readonly Gen<QuantityInterval> Interval =
        from low in Gen.Long[0, 1_000_000]
        from high in Gen.Long[0, 1_000_000].Nullable()
        from anchor in Gen.Int[0, 99_999].Nullable()
        select new QuantityInterval(low, high, anchor / 4m);

    private static readonly Gen<LedgerEvent> Events = Gen.OneOf<LedgerEvent>(
        Header.Select(LedgerEvent (h) => new SourceReported(h)),
        Gen.Select(Header, Text).Select(LedgerEvent (h, reason) => new SourceCorrected(h, reason)),
        Control.Select(LedgerEvent (f) => new ControlReported(f)),
        Figure.Select(LedgerEvent (f) => new FigureReported(f)),
        Incident.Select(LedgerEvent (f) => new IncidentReported(f)),
        Gen.Select(Gen.OneOf<Fact>(Control, Figure, Incident), Text, OptionalId)
            .Select(LedgerEvent (f, reason, by) => new FactCorrected(f, reason, by)),
        Gen.Select(Id, Text, OptionalId).Select(LedgerEvent (key, reason, by) => new FactRetracted(key, reason, by)),
        Gen.Select(Id, Gen.Byte[0, 36], Text).Select(LedgerEvent (key, grade, reason) => new FactRegraded(key, Reports.Domain.Grades.Grade.FromByte(grade), reason)),
        Text.Select(LedgerEvent (reason) => new SourceWithdrawn(reason)),
        PlaceRecord.Select(LedgerEvent (p) => new PlaceDefined(p)),
        Gen.Select(Id, Text, OptionalText, Gen.Int[-170_00000, 170_00000], Gen.Int[-80_00000, 80_00000], Gen.Int[1, 2_00000]).Select(LedgerEvent (id, text, licence, x, y, size) => new PlaceBounded(new PlaceBoundary
        {
            Place = id,
            Source = text,
            Licence = licence,
            ValidOn = size % 2 == 0 ? null : new LocalDate(2020, 12, 17),
            Geometry = SampleEvents.Polygons(size % 3 == 0 ? [[[x, y, x + size, y, x, y + size, x, y]]] : [[[x, y, x + size, y, x, y + size, x, y]], [[x, y, x - size, y, x, y - size, x, y]]]),
        })),
        Gen.Select(Text, Texts, OptionalText).Select(LedgerEvent (name, aliases, side) => new ActorDefined(
            new Actor { Id = name, Name = name, Kind = "state", Within = side, Aliases = aliases, Affiliation = side })),
        Gen.Select(Text, Texts, OptionalText).Select(LedgerEvent (name, aliases, side) => new OutletDefined(
            new Outlet { Id = name, Name = name, Country = side, Language = side, Url = side, Aliases = aliases, Affiliation = side })),
        Gen.Select(Id, Text, Text).Select(LedgerEvent (id, role, name) => new PersonProtected(new ProtectedPerson { Id = id, Role = role, SealedName = name })),
        Gen.Select(Id, Text, Text).Select(LedgerEvent (id, role, reason) => new PersonForgotten(id, role, reason)),
        Gen.Select(Text, Gen.Int[1, 99_999], Gen.Int[0, 999], Interval, Gen.Bool).Select(LedgerEvent (name, number, days, interval, lowest) => new PolicyAdopted(
            Policy.MinMax with
            {
                Name = name,
                Description = name,
                Tolerance = number / 1000m,
                StalenessDays = days,
                AboutPercent = days,
                Dozens = interval,
                LowestOnly = lowest,
            },
            name)));
}
