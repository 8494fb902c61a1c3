using CsCheck;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Protocol.Virtual;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Protocol;

/// <summary>Streams of links: which events belong to them, at which revisions, and that these never change.</summary>
public sealed class VirtualStreamsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Categories_and_types_have_every_event_of_theirs_in_log_order()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "isil", "took", "2018-03-14"))));
        await workspace.IngestAsync(("b.yaml", Workspace.Source("b", Workspace.Control("yarmouk", "isil", "took", "2018-03-14"))));
        using var streams = new VirtualStreams(workspace.Ledger.Log);
        var head = workspace.Ledger.Views.Position;
        Assert.Equal([head - 3, head - 2, head - 1, head], await PositionsAsync(streams, "$ce-source"));
        Assert.Equal([head - 2, head], await PositionsAsync(streams, "$et-ControlReported"));
        Assert.Equal(Enumerable.Range(1, 4).Select(i => (long)i), await PositionsAsync(streams, "$ce-place"));
        Assert.Empty(await PositionsAsync(streams, "$et-FactRetracted"));
    }

    [Fact]
    public async Task A_district_has_every_fact_about_it_and_what_took_them_back()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", """
            incidents:
              - { id: evac, kind: evacuation, on: 2018-03-13, from: [qadam], to: [damascus] }
            facts:
              - { id: took, control: { place: qadam, actor: isil, relation: took, on: 2018-03-13 } }
              - { id: people, figure: { about: evac, measure: people-evacuated, quantity: "1300", window: 2018-03-13 } }
              - { id: held, control: { place: yarmouk, actor: isil, relation: holds, on: 2018-03-13 } }
            """)));
        var first = workspace.Ledger.Views.Position - 4;
        // The same incident, said to have begun somewhere else too: what was about it before stays where it was.
        await workspace.IngestAsync(("b.yaml", Workspace.Source("b", """
            incidents:
              - { id: evac, kind: evacuation, on: 2018-03-13, from: [yarmouk] }
            facts:
              - { id: people, figure: { about: evac, measure: people-evacuated, quantity: "1500", window: 2018-03-13 } }
            """)));
        var second = workspace.Ledger.Views.Position - 2;
        using var early = new VirtualStreams(workspace.Ledger.Log);
        long[] qadam = [first + 1, first + 2, first + 3, second + 1, second + 2];
        // The second source's statement of the incident does not name qadam; the figure is about the incident all the same.
        qadam = [.. qadam.Where(p => p != second + 1)];
        Assert.Equal(qadam, await PositionsAsync(early, "district-qadam"));
        Assert.Equal([first + 4, second + 1, second + 2], await PositionsAsync(early, "district-yarmouk"));
        Assert.Equal([first + 1, first + 3, second + 2], await PositionsAsync(early, "district-damascus"));

        // A correction that moves a fact belongs to both places; a retraction and a withdrawal to what they take back.
        await using (var appender = new LedgerAppender(workspace.Ledger, workspace.Time))
        {
            await appender.AppendAsync(Proposals.Append("source-a", ExpectedRevision.Any, Proposals.Event(
                1, "FactCorrected", """{"v":1,"reason":"other place","control":{"key":"took","place":"yarmouk","actor":"isil","relation":"took","on":"2018-03-13"}}""")), Cancellation);
            await appender.AppendAsync(Proposals.Append("source-a", ExpectedRevision.Any, Proposals.Event(
                2, "FactRetracted", """{"v":1,"key":"took","reason":"wrong"}""")), Cancellation);
            await appender.AppendAsync(Proposals.Append("source-b", ExpectedRevision.Any, Proposals.Event(
                3, "SourceWithdrawn", """{"v":1,"reason":"wrong"}""")), Cancellation);
        }

        var last = workspace.Ledger.Views.Position;
        qadam = [.. qadam, last - 2, last];
        Assert.Equal(qadam, await PositionsAsync(early, "district-qadam"));
        Assert.Equal([first + 4, second + 1, second + 2, last - 2, last - 1, last], await PositionsAsync(early, "district-yarmouk"));

        // An index that is made now finds the same as one that followed.
        using var late = new VirtualStreams(workspace.Ledger.Log);
        foreach (var stream in (string[])["district-qadam", "district-yarmouk", "district-damascus", "$ce-source"])
            Assert.Equal(await PositionsAsync(early, stream), await PositionsAsync(late, stream));
        Assert.Empty(await PositionsAsync(late, "district-nowhere"));
    }

    [Theory]
    [InlineData("$ce-source", true)]
    [InlineData("$et-ControlReported", true)]
    [InlineData("district-qadam", true)]
    [InlineData("$ce-orders", false)]
    [InlineData("$et-OrderPlaced", false)]
    [InlineData("source-a", false)]
    [InlineData("$streams", false)]
    public void Virtual_streams_are_told_by_their_names(string stream, bool isVirtual) => Assert.Equal(isVirtual, VirtualStreams.IsVirtual(stream));

    [Fact]
    public void Positions_are_found_by_their_number() => Gen.Int[1, 3000].HashSet[0, 200].Select(Gen.Int[0, 220], Gen.Int[1, 40]).Sample((members, from, room) =>
    {
        var ordered = members.Order().Select(p => (long)p).ToArray();
        var (set, list) = (new PositionSet(), new PositionList());
        foreach (var position in ordered)
        {
            set.Add(position);
            list.Add(position);
        }

        Assert.Equal(ordered.Length, set.Count);
        var expected = ordered.Skip(from).Take(room).ToArray();
        foreach (var positions in (IPositions[])[set, list])
        {
            var found = new long[room];
            Assert.Equal(expected, found[..positions.CopyTo(from, found)]);
        }
    });

    private static async Task<long[]> PositionsAsync(VirtualStreams streams, string stream)
    {
        var count = await streams.LastRevisionAsync(stream, Cancellation) + 1;
        var positions = new long[count];
        Assert.Equal(count, streams.Positions(stream, 0, positions));
        return positions;
    }
}
