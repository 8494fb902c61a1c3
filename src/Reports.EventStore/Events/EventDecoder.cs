using System.Text.Json;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.EventStore.Log;

namespace Reports.EventStore.Events;

/// <summary>
/// Feeds stored events to a sink, one pass over the tokens of each, without an object for a fact: a rebuild is bound by this.
/// Not thread safe.
/// </summary>
public sealed class EventDecoder(Upcasters upcasters)
{
    private readonly FactFields _fields = new();

    public EventDecoder()
        : this(Upcasters.None)
    {
    }

    private static ReadOnlySpan<byte> SourcePrefix => "source-"u8;

    /// <exception cref="MalformedEventException">Not what the serializer of any version wrote; what came before was fed.</exception>
    public void Decode(ReadOnlySpan<RecordedEvent> events, IFactSink sink)
    {
        foreach (ref readonly var recorded in events) Decode(in recorded, sink);
    }

    /// <inheritdoc cref="Decode(ReadOnlySpan{RecordedEvent}, IFactSink)"/>
    public void Decode(in RecordedEvent recorded, IFactSink sink)
    {
        var type = recorded.Type.Span;
        if (type.Length > 0 && type[0] == '$') return;
        try
        {
            var data = recorded.Data;
            // Utf8JsonReader does not look inside texts, and slices of them are handed on.
            if (!System.Text.Unicode.Utf8.IsValid(data.Span)) throw new FormatException("not UTF-8");
            if (!upcasters.IsEmpty || Upcasters.VersionOf(data.Span) != EventTypes.Version) data = upcasters.Current(recorded.TypeText, data);
            Feed(type, in recorded, data.Span, sink);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MalformedEventException(recorded.Position, recorded.TypeText, e.Message, e);
        }
    }

    private void Feed(ReadOnlySpan<byte> type, in RecordedEvent recorded, ReadOnlySpan<byte> data, IFactSink sink)
    {
        var stream = recorded.Stream.Span;
        var head = new EventHead
        {
            Position = recorded.Position.Commit,
            Source = stream.StartsWith(SourcePrefix) ? stream[SourcePrefix.Length..] : default,
        };
        if (type.SequenceEqual("FigureReported"u8)) Fact(head, FactKind.Figure, data, sink, default);
        else if (type.SequenceEqual("ControlReported"u8)) Fact(head, FactKind.Control, data, sink, default);
        else if (type.SequenceEqual("IncidentReported"u8)) Fact(head, FactKind.Incident, data, sink, default);
        else if (type.SequenceEqual("SourceReported"u8)) Source(head, data, sink, isCorrection: false);
        else if (type.SequenceEqual("FactCorrected"u8)) Corrected(head, data, sink);
        else if (type.SequenceEqual("FactRetracted"u8)) Retracted(head, data, sink);
        else if (type.SequenceEqual("FactRegraded"u8)) Regraded(head, data, sink);
        else if (type.SequenceEqual("SourceWithdrawn"u8)) Withdrawn(head, data, sink);
        else if (type.SequenceEqual("SourceCorrected"u8)) Source(head, data, sink, isCorrection: true);
        else Definition(type, head, data, sink);
    }

    private static void Definition(ReadOnlySpan<byte> type, in EventHead head, ReadOnlySpan<byte> data, IFactSink sink)
    {
        var reader = new Utf8JsonReader(data);
        using var document = JsonDocument.ParseValue(ref reader);
        if (type.SequenceEqual("PlaceDefined"u8)) sink.Place(head, EventReader.Place(document.RootElement));
        else if (type.SequenceEqual("PlaceBounded"u8)) sink.Bounded(head, EventReader.Boundary(document.RootElement));
        else if (type.SequenceEqual("ActorDefined"u8)) sink.Actor(head, EventReader.Actor(document.RootElement));
        else if (type.SequenceEqual("OutletDefined"u8)) sink.Outlet(head, EventReader.Outlet(document.RootElement));
        else if (type.SequenceEqual("PersonProtected"u8) || type.SequenceEqual("PersonForgotten"u8)) sink.Actor(head, EventReader.Person(document.RootElement));
        else if (type.SequenceEqual("PolicyAdopted"u8)) sink.PolicyAdopted(head, EventReader.Policy(document.RootElement));
        else if (type.SequenceEqual("PlaceMerged"u8) || type.SequenceEqual("ActorMerged"u8) || type.SequenceEqual("PlaceSplit"u8) || type.SequenceEqual("ActorSplit"u8))
            sink.Reconciled(head, EventReader.Read(System.Text.Encoding.ASCII.GetString(type), document.RootElement).Reconciled!);
        else throw new FormatException("an event type that this version does not know; a newer one wrote it");
    }

    private static void Withdrawn(in EventHead head, ReadOnlySpan<byte> data, IFactSink sink)
    {
        var reader = new Utf8JsonReader(data);
        var hasReason = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasReason |= reader.ValueTextEquals("reason"u8);
            reader.Skip();
        }

        Utf8.End(ref reader);
        if (!hasReason) throw new FormatException("no 'reason'");
        sink.SourceWithdrawn(head);
    }

    private static void Source(in EventHead head, ReadOnlySpan<byte> data, IFactSink sink, bool isCorrection)
    {
        var reader = new Utf8JsonReader(data);
        ReadOnlySpan<byte> outlet = default;
        var published = int.MinValue;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("outlet"u8))
            {
                reader.Read();
                outlet = Utf8.Plain(ref reader);
            }
            else if (reader.ValueTextEquals("published"u8))
            {
                reader.Read();
                published = Utf8.Day(reader.ValueSpan);
            }
            else
            {
                reader.Skip();
            }
        }

        Utf8.End(ref reader);
        if (outlet.IsEmpty || published == int.MinValue) throw new FormatException("no 'outlet' or no 'published'");
        sink.Source(head, new SourceSlice { Outlet = outlet, Published = published }, isCorrection);
    }

    private static void Retracted(in EventHead head, ReadOnlySpan<byte> data, IFactSink sink)
    {
        var reader = new Utf8JsonReader(data);
        ReadOnlySpan<byte> key = default, by = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            var isBy = !isKey && reader.ValueTextEquals("correctedBy"u8);
            reader.Read();
            if (isKey) key = Utf8.Plain(ref reader);
            else if (isBy) by = Utf8.Plain(ref reader);
            else reader.Skip();
        }

        Utf8.End(ref reader);
        if (key.IsEmpty) throw new FormatException("no 'key'");
        sink.FactRetracted(head, key, new CorrectionSlice { IsCorrection = true, CorrectedBy = by });
    }

    private static void Regraded(in EventHead head, ReadOnlySpan<byte> data, IFactSink sink)
    {
        var reader = new Utf8JsonReader(data);
        ReadOnlySpan<byte> key = default, grade = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            var isGrade = !isKey && reader.ValueTextEquals("grade"u8);
            reader.Read();
            if (isKey) key = Utf8.Plain(ref reader);
            else if (isGrade) grade = Utf8.Plain(ref reader);
            else reader.Skip();
        }

        Utf8.End(ref reader);
        if (key.IsEmpty) throw new FormatException("no 'key'");
        sink.FactRegraded(head, key, Utf8.Grade(grade));
    }

    private void Corrected(in EventHead head, ReadOnlySpan<byte> data, IFactSink sink)
    {
        var reader = new Utf8JsonReader(data);
        ReadOnlySpan<byte> by = default, fact = default;
        var kind = FactKind.Control;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBy = reader.ValueTextEquals("correctedBy"u8);
            FactKind? nested = reader.ValueTextEquals("control"u8) ? FactKind.Control
                : reader.ValueTextEquals("figure"u8) ? FactKind.Figure
                : reader.ValueTextEquals("incident"u8) ? FactKind.Incident : null;
            reader.Read();
            if (isBy)
            {
                by = Utf8.Plain(ref reader);
            }
            else if (nested is { } found)
            {
                kind = found;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                fact = data[start..(int)reader.BytesConsumed];
            }
            else
            {
                reader.Skip();
            }
        }

        Utf8.End(ref reader);
        if (fact.IsEmpty) throw new FormatException("no replacement 'control', 'figure' or 'incident'");
        Fact(head, kind, fact, sink, new CorrectionSlice { IsCorrection = true, CorrectedBy = by });
    }

    private void Fact(in EventHead head, FactKind kind, ReadOnlySpan<byte> data, IFactSink sink, in CorrectionSlice correction)
    {
        _fields.Read(data);
        var fact = new FactSlice
        {
            Key = _fields.Required(data, Field.Key),
            By = _fields.Optional(data, Field.By),
            AttributionLost = _fields.Lost,
            Stance = _fields.Word(data, Field.Stance, Stances.Vocabulary, Stance.Asserted),
            Grade = Utf8.Grade(_fields.Optional(data, Field.Grade)),
        };
        switch (kind)
        {
            case FactKind.Control:
                sink.Control(head, fact, new ControlSlice
                {
                    Place = _fields.Required(data, Field.Place),
                    Actor = _fields.Required(data, Field.Actor),
                    Relation = _fields.Word(data, Field.Relation, Relations.Vocabulary),
                    Extent = _fields.Word(data, Field.Extent, Extents.Vocabulary, Extent.Unstated),
                    On = _fields.Required(data, Field.On),
                }, correction);
                break;
            case FactKind.Figure:
                sink.Figure(head, fact, new FigureSlice
                {
                    About = _fields.Required(data, Field.About),
                    Measure = _fields.Word(data, Field.Measure, Measures.Vocabulary),
                    Population = _fields.Word(data, Field.Population, Populations.Vocabulary, Population.All),
                    Modality = _fields.Word(data, Field.Modality, Modalities.Vocabulary, Modality.Actual),
                    Scope = _fields.Word(data, Field.Scope, Scopes.Vocabulary, Scope.Total),
                    Quantity = _fields.Required(data, Field.Quantity),
                    Window = _fields.Required(data, Field.Window),
                    Rounds = _fields.Optional(data, Field.Rounds),
                }, correction);
                break;
            default:
                sink.Incident(head, fact, new IncidentSlice
                {
                    Kind = _fields.Word(data, Field.Kind, IncidentKinds.Vocabulary),
                    On = _fields.Required(data, Field.On),
                    From = _fields.Optional(data, Field.From),
                    To = _fields.Optional(data, Field.To),
                    Participants = _fields.Optional(data, Field.Participants),
                    PartOf = _fields.Optional(data, Field.PartOf),
                }, correction);
                break;
        }
    }

    private enum FactKind
    {
        Control,
        Figure,
        Incident,
    }
}
