using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Queries;
using static Reports.Service.Tests.Appending.Proposals;

namespace Reports.Service.Tests.Appending;

/// <summary>What writers outside append: only what is a valid fact enters, durable and seen by every view.</summary>
public sealed class LedgerAppenderTests : IAsyncLifetime
{
    private Workspace _workspace = null!;
    private LedgerAppender _appender = null!;

    public async ValueTask InitializeAsync()
    {
        _workspace = await Workspace.CreateAsync();
        _appender = new LedgerAppender(_workspace.Ledger, _workspace.Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _appender.DisposeAsync();
        await _workspace.DisposeAsync();
    }

    [Fact]
    public async Task A_source_with_its_facts_is_recorded_and_the_views_know_it()
    {
        var before = _workspace.Ledger.Views.Position;
        var result = await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Source()));
        Assert.Equal(new AppendResult(1, Position.At(before + 2), IsDuplicate: false), result);
        Assert.Equal(["syrian-government"], _workspace.Status("qadam").Parties);

        var events = await _workspace.EventsAsync(before + 1);
        Assert.Equal([Id(1), Id(2)], events.Select(e => e.Recorded.Id));
        Assert.All(events, e => Assert.Equal("amira", e.Metadata.RecordedBy));
        Assert.Equal(Id(1), events[1].Metadata.CausationId);

        // What was appended from outside is what a rebuild reads.
        await _workspace.ReopenAsync();
        Assert.Equal(["syrian-government"], _workspace.Status("qadam").Parties);
    }

    [Fact]
    public async Task What_is_stored_is_canonical_whatever_the_spelling_of_the_JSON()
    {
        await AppendAsync(Append("source-s1", ExpectedRevision.Any, Event(1, "SourceReported", Header)));
        var spaced = Took.Replace(",", " ,\n ", StringComparison.Ordinal).Replace("2018-03-13", "2018\\u002d03-13", StringComparison.Ordinal);
        await AppendAsync(Append("source-s1", ExpectedRevision.Exactly(0), Event(2, "ControlReported", spaced)));
        var stored = (await _workspace.EventsAsync(_workspace.Ledger.Views.Position))[0].Recorded;
        Assert.Equal(Took.Trim(), System.Text.Encoding.UTF8.GetString(stored.Data.Span));
    }

    [Fact]
    public async Task A_retry_is_answered_as_the_first_time_and_writes_nothing()
    {
        var first = await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Source()));
        foreach (var expected in (ExpectedRevision[])[ExpectedRevision.NoStream, ExpectedRevision.Any, ExpectedRevision.StreamExists])
            Assert.Equal(first with { IsDuplicate = true }, await AppendAsync(Append("source-s1", expected, Source())));
        Assert.Equal(first.Position.Commit, _workspace.Ledger.Views.Position);
        // The second event alone, where it stands.
        Assert.Equal(first with { IsDuplicate = true }, await AppendAsync(Append("source-s1", ExpectedRevision.Exactly(0), Source()[1])));
        // More than was written then.
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(() =>
            AppendAsync(Append("source-s1", ExpectedRevision.NoStream, [.. Source(), Event(3, "ControlReported", Took)])));
    }

    [Fact]
    public async Task Appends_that_wait_together_are_checked_one_after_the_other()
    {
        var appends = Enumerable.Range(0, 40).Select(i => AppendAsync(Append(
            "source-s1", ExpectedRevision.NoStream, Event((i * 10) + 1, "SourceReported", Header), Event((i * 10) + 2, "ControlReported", Took)))).ToList();
        var outcomes = await Task.WhenAll(appends.Select(async a => await Record.ExceptionAsync(() => a)));
        Assert.Single(outcomes, o => o is null);
        Assert.All(outcomes.Where(o => o is not null), o => Assert.IsType<WrongExpectedRevisionException>(o));
        Assert.Equal(1, await _workspace.Ledger.Log.RevisionAsync(StreamName.Source("s1"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_figure_may_speak_of_an_incident_that_another_append_reports_just_before()
    {
        var incident = Event(3, "IncidentReported", """{"v":1,"key":"evac","kind":"evacuation","on":"2018-03-13","from":["qadam"]}""");
        var figure = Event(4, "FigureReported", """{"v":1,"key":"people","about":"evac","measure":"people-evacuated","quantity":"at least 1300","window":"2018-03-13"}""");
        var other = Header.Replace("\"s1\"", "\"s2\"", StringComparison.Ordinal);
        var first = AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Event(1, "SourceReported", Header), incident));
        var second = AppendAsync(Append("source-s2", ExpectedRevision.NoStream, Event(2, "SourceReported", other), figure));
        await Task.WhenAll(first, second);
        Assert.True(second.Result.Position > first.Result.Position);
    }

    [Fact]
    public async Task A_file_ingested_between_two_appends_is_seen_by_the_second()
    {
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Source()));
        await _workspace.IngestAsync(("s1.yaml", Workspace.Source("s1", Workspace.Control("qadam", "isil", "took", "2018-03-14", key: "took"))));
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(() => AppendAsync(Append("source-s1", ExpectedRevision.Exactly(1), Retracted(7, "took"))));
        await AppendAsync(Append("source-s1", ExpectedRevision.Exactly(2), Retracted(7, "took")));
        Assert.Empty(_workspace.Status("qadam").Parties);
    }

    [Fact]
    public async Task Corrections_retractions_and_withdrawals_follow_what_they_take_back()
    {
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Source()));
        var corrected = Event(3, "FactCorrected", """{"v":1,"reason":"mistyped","control":{"key":"took","place":"qadam","actor":"isil","relation":"took","on":"2018-03-13"}}""");
        await AppendAsync(Append("source-s1", ExpectedRevision.Exactly(1), corrected));
        Assert.Equal(["isil"], _workspace.Status("qadam").Parties);
        await AppendAsync(Append("source-s1", ExpectedRevision.Exactly(2), Event(4, "SourceWithdrawn", """{"v":1,"reason":"invented"}""")));
        Assert.Empty(_workspace.Status("qadam").Parties);
        var causes = (await _workspace.EventsAsync(_workspace.Ledger.Views.Position - 1)).Select(e => e.Metadata.CausationId);
        Assert.Equal([Id(2), Id(1)], causes);
        await Refused("withdrawn", Append("source-s1", ExpectedRevision.Any, Retracted(5, "took")));
    }

    [Fact]
    public async Task A_definition_enters_the_gazetteer_and_the_next_append_may_name_it()
    {
        var place = Append("place-hajar", ExpectedRevision.NoStream, Event(1, "PlaceDefined", """{"v":1,"id":"hajar","name":"Hajar","kind":"town","within":"damascus"}"""));
        var source = Append("source-s1", ExpectedRevision.NoStream, Event(2, "SourceReported", Header), Event(3, "ControlReported", Took.Replace("qadam", "hajar", StringComparison.Ordinal)));
        await Task.WhenAll(AppendAsync(place), AppendAsync(source));
        Assert.Equal(["syrian-government"], _workspace.Status("hajar").Parties);
    }

    [Fact]
    public async Task An_append_of_nothing_makes_no_stream()
    {
        Assert.Equal(new AppendResult(-1, Position.Start, IsDuplicate: false), await AppendAsync(Append("source-s1", ExpectedRevision.NoStream)));
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(() => AppendAsync(Append("source-s1", ExpectedRevision.StreamExists)));
    }

    [Fact]
    public async Task An_append_whose_deadline_passed_writes_nothing()
    {
        var late = Append("source-s1", ExpectedRevision.NoStream, Source()) with { Deadline = _workspace.Time.GetUtcNow() };
        await Assert.ThrowsAsync<TimeoutException>(() => AppendAsync(late));
        Assert.Null(await _workspace.Ledger.Log.RevisionAsync(StreamName.Source("s1"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("event 1: place: unknown place 'nowhere'", "\"place\":\"nowhere\"")]
    [InlineData("event 1: place: an event names by id: write 'qadam', not 'al-Qadam'", "\"place\":\"al-Qadam\"")]
    [InlineData("event 1: actor: unknown actor 'nobody'", "\"actor\":\"nobody\"")]
    [InlineData("event 1 (ControlReported): 'captured' is not a relation", "\"relation\":\"captured\"")]
    [InlineData("event 1 (ControlReported): ", "\"on\":\"2018-13-01\"")]
    [InlineData("event 1 (ControlReported): extent: a property that this type does not have, or a default that is left out", "\"extent\":\"unstated\"")]
    [InlineData("event 1 (ControlReported): colour: a property that this type does not have", "\"colour\":\"red\"")]
    [InlineData("event 1: by[0]: unknown actor or outlet 'ghost'", "\"by\":[\"ghost\"]")]
    [InlineData("event 1: note: the invisible or reordering character U+202E", "\"note\":\"a\\u202eb\"")]
    [InlineData("event 1: id: an id has lower-case letters", "\"key\":\"A b\"")]
    [InlineData("event 1 (ControlReported): no text 'actor'", "\"actor\":null")]
    public async Task What_is_no_valid_fact_is_refused_with_its_place(string problem, string property)
    {
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Event(1, "SourceReported", Header)));
        var name = property[1..property.IndexOf("\":", StringComparison.Ordinal)];
        var data = Took.Trim().TrimEnd('}');
        data = System.Text.RegularExpressions.Regex.Replace(data, $",?\"{name}\":(\"[^\"]*\"|\\[[^]]*\\])", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        await Refused(problem, Append("source-s1", ExpectedRevision.Exactly(0), Event(2, "ControlReported", $"{data},{property}}}")));
    }

    [Fact]
    public async Task What_cannot_follow_is_refused()
    {
        await Refused("was not reported: its first event is SourceReported", Append("source-s1", ExpectedRevision.NoStream, Source()[1]));
        await Refused("this ledger has no stream 'orders-1'", Append("orders-1", ExpectedRevision.Any, Source()));
        await Refused("a stream name has 1 to 200 printable ASCII characters", Append("source-\u00e9", ExpectedRevision.Any, Source()));
        await Refused("the header's id is 's1', and the stream is that of 's2'", Append("source-s2", ExpectedRevision.NoStream, Source()));
        await Refused("event 1 (SomethingHappened): an event type that this version does not know", Append("source-s1", ExpectedRevision.Any, Event(1, "SomethingHappened", """{"v":1}""")));
        await Refused("version 2 is newer", Append("source-s1", ExpectedRevision.Any, Event(1, "SourceReported", """{"v":2}""")));
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Source()));
        await Refused("was reported already", Append("source-s1", ExpectedRevision.Any, Event(9, "SourceReported", Header)));
        await Refused("the fact 'took' stands already", Append("source-s1", ExpectedRevision.Any, Event(9, "ControlReported", Took)));
        await Refused("unknown fact 's1/left'", Append("source-s1", ExpectedRevision.Any, Retracted(9, "left")));
        await Refused("has two events in one append", Append("source-s1", ExpectedRevision.Any, Retracted(9, "took"), Event(10, "ControlReported", Took)));
        await Refused("correctedBy: 's9' is not another source", Append(
            "source-s1", ExpectedRevision.Any, Event(9, "FactRetracted", """{"v":1,"key":"took","reason":"wrong","correctedBy":"s9"}""")));
        await Refused("does not hold definitions", Append("source-s1", ExpectedRevision.Any, Event(9, "ActorDefined", """{"v":1,"id":"s1","name":"x","kind":"state"}""")));
        await Refused("place 'hajar' lies within 'atlantis'", Append("place-hajar", ExpectedRevision.Any, Event(9, "PlaceDefined", """{"v":1,"id":"hajar","name":"Hajar","kind":"town","within":"atlantis"}""")));
        await Refused("metadata is a JSON object, or empty", Append("source-s1", ExpectedRevision.Any, Event(9, "FactRetracted", """{"v":1,"key":"took","reason":"wrong"}""", "[]")));
        Assert.Equal(1, await _workspace.Ledger.Log.RevisionAsync(StreamName.Source("s1"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_corrected_header_that_moves_its_facts_comes_with_all_of_them()
    {
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Source()));
        var header = Event(3, "SourceCorrected", Header.Trim().TrimEnd('}').Replace("2018-03-14", "2018-03-15", StringComparison.Ordinal) + ",\"reason\":\"misread\"}");
        await Refused("also 'took'", Append("source-s1", ExpectedRevision.Exactly(1), header));
        var fact = Event(4, "FactCorrected", $$"""{"v":1,"reason":"restated","control":{{Took.Replace("\"v\":1,", "", StringComparison.Ordinal)}}}""");
        await AppendAsync(Append("source-s1", ExpectedRevision.Exactly(1), header, fact));
    }

    [Fact]
    public async Task A_figure_that_another_one_is_given_by_cannot_be_taken_away_first()
    {
        var figure = """{"v":1,"key":"people","about":"qadam","measure":"people-evacuated","quantity":"1300","window":"2018-03-13"}""";
        var half = """{"v":1,"key":"women","about":"qadam","measure":"people-evacuated","quantity":"half of people","window":"2018-03-13"}""";
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Event(1, "SourceReported", Header), Event(2, "FigureReported", figure), Event(3, "FigureReported", half)));
        await Refused("'women' is given by 'people'", Append("source-s1", ExpectedRevision.Any, Retracted(4, "people")));
        var lone = half.Replace("half of people", "half of men", StringComparison.Ordinal).Replace("\"women\"", "\"boys\"", StringComparison.Ordinal);
        await Refused("'men' is not a figure", Append("source-s1", ExpectedRevision.Any, Event(5, "FigureReported", lone)));
        await AppendAsync(Append("source-s1", ExpectedRevision.Any, Retracted(6, "women"), Retracted(7, "people")));
    }

    [Fact]
    public async Task Each_event_keeps_what_its_writer_says_of_its_train()
    {
        var ids = Enumerable.Range(100, 4).Select(Id).ToList();
        await AppendAsync(Append(
            "source-s1", ExpectedRevision.NoStream,
            Event(1, "SourceReported", Header, $$"""{"$correlationId":"{{ids[0]}}"}"""),
            Event(2, "ControlReported", Took, $$"""{"$correlationId":"{{ids[1]}}","$causationId":"{{ids[2]}}"}"""),
            Event(3, "ControlReported", Took.Replace("\"took\",\"place\"", "\"taken\",\"place\"", StringComparison.Ordinal))));
        var metadata = (await _workspace.EventsAsync(_workspace.Ledger.Views.Position - 2)).Select(e => (e.Metadata.CorrelationId, e.Metadata.CausationId));
        Assert.Equal([(ids[0], ids[0]), (ids[1], ids[2]), (ids[0], Id(1))], metadata);
    }

    [Theory]
    [InlineData("""{"colour":"red"}""", "'colour' is not kept")]
    [InlineData("""{"$correlationId":"nine"}""", "'$correlationId' is a UUID")]
    [InlineData("""{"recordedAt":"2026-01-02T03:04:05.000000Z","recordedBy":"eve"}""", "as that one wrote it")]
    [InlineData("""{"recordedAt":"2026-01-02T03:04:05.000000Z","recordedBy":"eve","$correlationId":"00000000-0000-0000-0000-000000000001","$causationId":"00000000-0000-0000-0000-000000000001","more":1}""", "more: a property")]
    [InlineData("[]", "is a JSON object")]
    public async Task Metadata_that_no_ledger_keeps_is_refused_by_name(string metadata, string problem)
    {
        await Refused(problem, Append("source-s1", ExpectedRevision.NoStream, Event(1, "SourceReported", Header), Event(2, "ControlReported", Took, metadata)));
        await Refused(problem, Append("place-hajar", ExpectedRevision.NoStream, Event(3, "PlaceDefined", """{"v":1,"id":"hajar","name":"Hajar","kind":"town"}""", metadata)));
        // Nothing of what was refused counts for what comes next.
        await Refused("place: ", Append("source-s1", ExpectedRevision.NoStream, Event(1, "SourceReported", Header), Event(2, "ControlReported", Took.Replace("qadam", "hajar", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_event_of_another_ledger_keeps_all_that_was_said_of_it_there()
    {
        const string There = """{"recordedAt":"2020-01-02T03:04:05.000000Z","recordedBy":"eve","file":"s1.yaml","line":3,"$correlationId":"00000000-0000-0000-0000-000000000007","$causationId":"00000000-0000-0000-0000-000000000008"}""";
        await AppendAsync(Append("source-s1", ExpectedRevision.NoStream, Event(1, "SourceReported", Header, There)));
        var stored = (await _workspace.EventsAsync(_workspace.Ledger.Views.Position))[0];
        Assert.Equal(("amira", _workspace.Time.GetUtcNow(), "eve", 3), (stored.Metadata.RecordedBy, stored.Metadata.RecordedAt, stored.Metadata.Copied!.RecordedBy, stored.Metadata.Copied.Line));
        Assert.Equal(There, System.Text.Encoding.UTF8.GetString(EventStore.Events.EventMetadata.OriginalOf(stored.Recorded.Metadata).Span));
    }

    [Fact]
    public async Task Definitions_that_name_each_other_are_taken_together_and_not_alone()
    {
        var first = Append("actor-front", ExpectedRevision.NoStream, Event(1, "ActorDefined", """{"v":1,"id":"front","name":"Front","kind":"armed-group","affiliation":"council"}"""));
        var second = Append("actor-council", ExpectedRevision.NoStream, Event(2, "ActorDefined", """{"v":1,"id":"council","name":"Council","kind":"council","affiliation":"front"}"""));
        var source = Append("source-s1", ExpectedRevision.NoStream, Event(3, "SourceReported", Header), Event(4, "ControlReported", Took.Replace("syrian-government", "front", StringComparison.Ordinal)));
        await Refused("council", first);
        var before = _workspace.Ledger.Views.Position;
        var results = await _appender.AppendTogetherAsync([first, second, source], TestContext.Current.CancellationToken);
        Assert.Equal([before + 1, before + 2, before + 4], results.Select(r => r.Position.Commit));
        Assert.Equal(["front"], _workspace.Status("qadam").Parties);
        // A retry of them all is answered as the first time.
        var again = await _appender.AppendTogetherAsync([first, second, source], TestContext.Current.CancellationToken);
        Assert.Equal(results.Select(r => r with { IsDuplicate = true }), again);
    }

    [Fact]
    public async Task Of_what_belongs_together_all_is_made_or_nothing()
    {
        var before = _workspace.Ledger.Views.Position;
        var place = Append("place-hajar", ExpectedRevision.NoStream, Event(1, "PlaceDefined", """{"v":1,"id":"hajar","name":"Hajar","kind":"town","within":"damascus"}"""));
        var good = Append("source-s1", ExpectedRevision.NoStream, Event(2, "SourceReported", Header), Event(3, "ControlReported", Took.Replace("qadam", "hajar", StringComparison.Ordinal)));
        var bad = Append("source-s2", ExpectedRevision.NoStream, Event(4, "ControlReported", Took));
        await Assert.ThrowsAsync<RefusedException>(() => _appender.AppendTogetherAsync([place, good, bad], TestContext.Current.CancellationToken));
        Assert.Equal(before, _workspace.Ledger.Views.Position);
        // Nothing of it counts for what comes next.
        await Refused("hajar", good);
        await _appender.AppendTogetherAsync([place, good], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RefusedException>(() => _appender.AppendTogetherAsync([good, good], TestContext.Current.CancellationToken));
    }

    private static ProposedEvent Retracted(int id, string key) => Event(id, "FactRetracted", $$"""{"v":1,"key":"{{key}}","reason":"wrong"}""");

    private Task<AppendResult> AppendAsync(ProposedAppend append) => _appender.AppendAsync(append, TestContext.Current.CancellationToken);

    private async Task Refused(string problem, ProposedAppend append)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => AppendAsync(append));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }
}
