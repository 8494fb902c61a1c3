using System.Text;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Events;

/// <summary>What was stored once reads the same for ever.</summary>
public sealed class EventTests
{
    public static TheoryData<string> Names => [.. SampleEvents.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_as_the_corpus_has_it(string name)
    {
        using var serializer = new EventSerializer();

        Assert.Equal(Encoding.UTF8.GetString(Stored(name)), Encoding.UTF8.GetString(serializer.Serialize(EventOf(name))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stored_event_is_read_as_what_was_written(string name)
    {
        using var serializer = new EventSerializer();
        var read = EventReader.Default.Read(Recorded(name, Stored(name)));

        Assert.Equal(EventOf(name).GetType(), read.GetType());
        Assert.Equal(Stored(name), serializer.Serialize(read));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_decoder_gives_the_sink_what_the_reader_gives_as_a_record(string name)
    {
        var sink = new Calls();
        new EventDecoder().Decode(Recorded(name, Stored(name)), sink);

        Assert.Equal(Calls.Expected(EventOf(name)), Assert.Single(sink.Seen));
    }

    /// <summary>The decoder has a pass of its own for what the serializer writes; other JSON of the same content must read the same.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Json_that_the_serializer_would_write_otherwise_is_decoded_alike(string name)
    {
        var text = Encoding.UTF8.GetString(Stored(name));
        foreach (var other in (string[])[text.Replace(",\"", " , \"", StringComparison.Ordinal), text.Replace("\":", "\" : ", StringComparison.Ordinal), text.Replace("}", ",\"extra\":{\"a\":[1,true,null]}}", StringComparison.Ordinal)])
        {
            // Only spaces between tokens may differ: texts with these characters are left alone.
            if (other.Contains("\" : /", StringComparison.Ordinal) || name.StartsWith("Place", StringComparison.Ordinal) || name.StartsWith("Source", StringComparison.Ordinal) || name.StartsWith("Policy", StringComparison.Ordinal)) continue;
            var sink = new Calls();
            new EventDecoder().Decode(Recorded(name, Encoding.UTF8.GetBytes(other)), sink);
            Assert.Equal(Calls.Expected(EventOf(name)), Assert.Single(sink.Seen));
        }
    }

    [Theory]
    [InlineData("ControlReported", """{"v":1,"key":"a","place":"b","actor":"c","relation":"held","on":"2018"}""", "'held' is not a relation")]
    [InlineData("ControlReported", """{"v":1,"key":"a","actor":"c","relation":"holds","on":"2018"}""", "no 'place'")]
    [InlineData("ControlReported", """{"v":1,"key":"a","place":"b""", "position 7")]
    [InlineData("ControlReported", """{"key":"a"}""", "no schema version")]
    [InlineData("ControlReported", """{"v":2,"key":"a"}""", "use a newer build")]
    [InlineData("ControlReported", "[]", "position 7")]
    [InlineData("FactRegraded", """{"v":1,"grade":"B2","reason":"r"}""", "no 'key'")]
    [InlineData("FactRegraded", """{"v":1,"key":"a","grade":"G9","reason":"r"}""", "'G9' is not a grade")]
    [InlineData("PlaceBounded", """{"v":1,"place":"a","source":"s","geometry":{"type":"Point","coordinates":[36,33]}}""", "'Point' is no geometry of a boundary")]
    [InlineData("PlaceBounded", """{"v":1,"place":"a","source":"s","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}""", "ring 1: it is not closed")]
    [InlineData("PlaceBounded", """{"v":1,"place":"a","source":"s","geometry":{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}}""", "ring 1 runs clockwise")]
    [InlineData("PlaceBounded", """{"v":1,"place":"a","source":"s","geometry":{"type":"Polygon","coordinates":[[[0,0],[1.000001,0],[1,1],[0,0]]]}}""", "1.000001 degrees")]
    [InlineData("PlaceBounded", """{"v":1,"place":"a","source":"s","geometry":{"type":"Polygon","coordinates":[[[0,0],[1e99,0],[1,1],[0,0]]]}}""", "1e99 degrees")]
    [InlineData("SomethingReported", """{"v":1}""", "a newer one wrote it")]
    [InlineData("SourceReported", """{"v":1,"outlet":"a","published":"2018-02-30"}""", "not a calendar date")]
    public void What_is_no_event_is_refused_with_its_position_and_type(string type, string data, string message)
    {
        var recorded = Recorded(type, Encoding.UTF8.GetBytes(data));

        var refusal = Assert.Throws<MalformedEventException>(() => new EventDecoder().Decode(recorded, new Calls()));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(type, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(7, refusal.Position.Commit);
    }

    [Fact]
    public void System_events_are_passed_over()
    {
        var sink = new Calls();
        new EventDecoder().Decode(Recorded("$metadata", "{}"u8.ToArray()), sink);

        Assert.Empty(sink.Seen);
    }

    [Fact]
    public void An_old_version_is_read_through_its_upcasters_and_never_rewritten()
    {
        // As if version 2 had renamed "zone" to "place".
        var upcasters = new Upcasters([new Upcaster(EventTypes.ControlReported, 1, data => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(data.Span).Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal).Replace("\"zone\"", "\"place\"", StringComparison.Ordinal)))]);
        var old = Recorded("ControlReported", """{"v":1,"key":"a","zone":"b","actor":"c","relation":"holds","on":"2018"}"""u8.ToArray());
        var sink = new Calls();

        new EventDecoder(upcasters).Decode(old, sink);

        Assert.Equal("b", Assert.IsType<ControlReported>(new EventReader(upcasters).Read(old)).Fact.Place);
        Assert.Contains("control b c", Assert.Single(sink.Seen), StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_follows_from_stream_type_content_and_what_is_replaced()
    {
        var id = EventIds.Of(StreamName.Source("a"), "FactCorrected", "{}"u8);

        Assert.Equal(id, EventIds.Of(StreamName.Source("a"), "FactCorrected", "{}"u8));
        Assert.Equal(8, id.Version);
        Assert.Equal(
            4,
            new HashSet<Guid>
            {
                id, EventIds.Of(StreamName.Source("b"), "FactCorrected", "{}"u8), EventIds.Of(StreamName.Source("a"), "FactRetracted", "{}"u8),
                EventIds.Of(StreamName.Source("a"), "FactCorrected", "{}"u8, id),
            }.Count);
    }

    [Fact]
    public void Metadata_is_read_as_written()
    {
        var metadata = new EventMetadata(new DateTimeOffset(2026, 11, 23, 12, 0, 0, 123, 456, TimeSpan.Zero), "أميرة", Guid.AllBitsSet, Guid.Empty, "a/b.yaml", 7);

        Assert.Equal(metadata, EventMetadata.Parse(metadata.ToJson()));
        Assert.Throws<FormatException>(() => EventMetadata.Parse("{}"u8.ToArray()));
    }

    private static LedgerEvent EventOf(string name) => SampleEvents.All.Single(s => s.Name == name).Event;

    private static byte[] Stored(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Corpus", "v1", name + ".json"));

    private static RecordedEvent Recorded(string name, byte[] data) => new(
        Position.At(7), 0, Guid.Empty, "source-new-arab-2018-03-14"u8.ToArray(), Encoding.ASCII.GetBytes(name.Split('.')[0]), data, "{}"u8.ToArray());

    /// <summary>What a sink is told, as text.</summary>
    private sealed class Calls : IFactSink
    {
        public List<string> Seen { get; } = [];

        public static string Expected(LedgerEvent @event) => @event switch
        {
            SourceReported e => $"source {e.Source.Outlet} {Domain.Time.Day.FromDate(e.Source.Published).Number} False",
            SourceCorrected e => $"source {e.Source.Outlet} {Domain.Time.Day.FromDate(e.Source.Published).Number} True",
            ControlReported e => Of(e.Fact) + " False ",
            FigureReported e => Of(e.Fact) + " False ",
            IncidentReported e => Of(e.Fact) + " False ",
            FactCorrected e => Of(e.Replacement) + $" True {e.CorrectedBy}",
            Domain.Events.FactRetracted e => $"retracted {e.Fact} {e.CorrectedBy}",
            Domain.Events.FactRegraded e => $"graded {e.Fact} {e.Grade?.ToByte() ?? 0}",
            Domain.Events.SourceWithdrawn => "withdrawn",
            PlaceDefined e => "place " + e.Place.Id,
            PlaceBounded e => Of(e.Boundary),
            ActorDefined e => "actor " + e.Actor.Id,
            PersonProtected e => "actor " + e.Person.Id,
            PersonForgotten e => "actor " + e.Id,
            OutletDefined e => "outlet " + e.Outlet.Id,
            { Reconciled: { } e } => Of(e),
            Domain.Events.PolicyAdopted e => Of(e.Policy),
            _ => throw new ArgumentOutOfRangeException(nameof(@event)),
        };

        public void Source(in EventHead head, in SourceSlice source, bool isCorrection) => Seen.Add($"source {T(source.Outlet)} {source.Published} {isCorrection}");

        public void Control(in EventHead head, in FactSlice fact, in ControlSlice c, in CorrectionSlice correction) =>
            Seen.Add($"control {T(c.Place)} {T(c.Actor)} {c.Relation} {c.Extent} {T(c.On)} {Common(fact)}{After(correction)}");

        public void Figure(in EventHead head, in FactSlice fact, in FigureSlice f, in CorrectionSlice correction) =>
            Seen.Add($"figure {T(f.About)} {f.Measure} {f.Population} {f.Modality} {f.Scope} {T(f.Quantity)} {T(f.Window)} {T(f.Rounds)} {Common(fact)}{After(correction)}");

        public void Incident(in EventHead head, in FactSlice fact, in IncidentSlice i, in CorrectionSlice correction) =>
            Seen.Add($"incident {i.Kind} {T(i.On)} {L(i.From)} {L(i.To)} {L(i.Participants)} {T(i.PartOf)} {Common(fact)}{After(correction)}");

        public void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction) => Seen.Add($"retracted {T(key)} {T(correction.CorrectedBy)}");

        public void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade) => Seen.Add($"graded {T(key)} {grade}");

        public void SourceWithdrawn(in EventHead head) => Seen.Add("withdrawn");

        public void Place(in EventHead head, Place place) => Seen.Add("place " + place.Id);

        public void Bounded(in EventHead head, PlaceBoundary boundary) => Seen.Add(Of(boundary));

        public void Actor(in EventHead head, Actor actor) => Seen.Add("actor " + actor.Id);

        public void Outlet(in EventHead head, Outlet outlet) => Seen.Add("outlet " + outlet.Id);

        public void Reconciled(in EventHead head, Reconciliation reconciliation) => Seen.Add(Of(reconciliation));

        public void PolicyAdopted(in EventHead head, Policy policy) => Seen.Add(Of(policy));

        private static string Of(PlaceBoundary e) => $"bounds {e.Place} {e.Source} {e.Licence} {e.ValidOn} {string.Join(',', e.Geometry.Rings.SelectMany(r => r.Coordinates))}";

        private static string Of(Reconciliation e) => $"reads {e.Kind} {e.Form} {e.Id} {e.Into} {string.Join(',', e.Facts)}";

        private static string Of(Policy policy) => $"policy {policy.Digest} {policy.Description}";

        private static string Of(Fact fact)
        {
            var common = $"{fact.Key} {string.Join(',', fact.By.Speakers)} {fact.By.Lost} {fact.Stance} {fact.Grade?.ToByte() ?? 0}";
            return fact switch
            {
                ControlFact c => $"control {c.Place} {c.Actor} {c.Relation} {c.Extent} {c.On} {common}",
                FigureFact f => $"figure {f.About} {f.Measure} {f.Population} {f.Modality} {f.Scope} {f.Quantity} {f.Window} {f.Rounds} {common}",
                IncidentFact i => $"incident {i.Kind} {i.On} {string.Join(',', i.From)} {string.Join(',', i.To)} {string.Join(',', i.Participants)} {i.PartOf} {common}",
                _ => throw new ArgumentOutOfRangeException(nameof(fact)),
            };
        }

        private static string Common(in FactSlice fact) => $"{T(fact.Key)} {L(fact.By)} {fact.AttributionLost} {fact.Stance} {fact.Grade}";

        private static string After(in CorrectionSlice correction) => $" {correction.IsCorrection} {T(correction.CorrectedBy)}";

        private static string T(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

        private static string L(ReadOnlySpan<byte> json) => json.IsEmpty ? "" : string.Join(',', System.Text.Json.JsonSerializer.Deserialize<string[]>(json)!);
    }
}
