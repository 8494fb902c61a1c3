using CsCheck;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Integrity;
using Reports.Service.Corrections;
using Reports.Service.Evidence;
using Reports.Service.Integrity;
using Reports.Service.Queries;
using Reports.Service.Tests.Properties;

namespace Reports.Service.Tests.Evidence;

/// <summary>Laws of bundles: the events that bear on a view make it, and nothing in a bundle can be another without being found.</summary>
public sealed class BundleProperties
{
    /// <summary>What a workspace begins with: at an older cut no place has a name.</summary>
    private const long GazetteerEvents = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_events_of_a_bundle_alone_make_the_view_that_the_ledger_shows() => Gen.Select(RandomSources.Sources, Gen.Int[1, 8], Gen.Int[0, 27]).SampleAsync(
        async (sources, take, day) =>
        {
            await using var workspace = await Workspace.CreateAsync();
            foreach (var source in sources) await workspace.IngestAsync(source);
            var regrade = new RegradeFact(workspace.Ledger, "s0/f0", Grade.Parse("B2"), "seen by two others", "amira", Day.Parse("2018-06-01"), null);
            await new RegradeFactHandler(workspace.Time).Handle(regrade, Cancellation);
            // Edited files are corrections, and a fact that moves to another place is one of them.
            await workspace.IngestAsync([.. sources.Take(take).Select(s => (s.Name, Edit(s.Text)))]);
            // The last source is withdrawn, and of the first a fact is retracted.
            var takeBack = new TakeBackHandler(workspace.Time);
            await takeBack.Handle(new WithdrawSource(workspace.Ledger, $"s{sources.Count - 1}", "found to be a copy", "amira", Day.Parse("2018-06-01"), null), Cancellation);
            if (sources.Count > 1) await takeBack.Handle(new RetractFact(workspace.Ledger, $"s{sources.Count - 2}/f0", "mistyped", "amira", Day.Parse("2018-06-01"), null), Cancellation);
            // In half of the ledgers two places turn out to be one, and two speakers.
            var reconcile = new ReconcileNamesHandler(workspace.Time);
            if (day % 2 == 1) await reconcile.Handle(new MergeNames(workspace.Ledger, "yarmouk", "qadam", null, "one place", "amira", Day.Parse("2018-06-01"), null), Cancellation);
            if (day % 4 == 3) await reconcile.Handle(new MergeNames(workspace.Ledger, "sana", "sohr", null, "one voice", "amira", Day.Parse("2018-06-01"), null), Cancellation);
            var views = workspace.Ledger.Views;
            var cut = new CutRequest(Day.Parse("2018-04-01").PlusDays(day), day % 3 == 0 ? Day.Parse("2018-05-14") : null, day % 2 == 0 ? Math.Max(GazetteerEvents, views.Position - day) : null);
            var handlers = new BundleHandlers(workspace.Time);
            foreach (var of in (string[])["qadam", "yarmouk", "damascus", "qadam/people-killed", "yarmouk/people-killed"])
                foreach (var policy in (Policy[])[Policy.Reports1, Policy.Conservative])
                {
                    Bundle bundle;
                    try
                    {
                        // Refuses to make a bundle whose events make another view.
                        bundle = await handlers.Handle(new MakeBundle(workspace.Ledger, of, cut, policy, null), Cancellation);
                    }
                    catch (RefusedException e) when (e.Message.StartsWith("nothing is counted", StringComparison.Ordinal))
                    {
                        continue;
                    }

                    var verified = await handlers.Handle(new VerifyBundle(bundle.Archive, null, workspace.Ledger), Cancellation);
                    Assert.True(verified is { IsWhole: true, IsComplete: true }, string.Join('\n', verified.Damages));
                }
        }, iter: 15);

    [Fact]
    public async Task Any_byte_that_is_changed_is_found_though_every_checksum_was_made_right_again()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(
            ("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "isil", "holds", "2018-03-01"))),
            ("b.yaml", Workspace.Source("b", Workspace.Control("qadam", "hts", "holds", "2018-03-02", by: "reuters"))));
        var files = IntegrityFiles.Beside(workspace.File);
        using (var key = SigningKey.Create("ledger.example"))
        {
            key.Save(files.KeyPath);
            files.History.Begin(key.Verifier);
        }

        await new CheckpointHandlers().Handle(new SignCheckpoint(workspace.Ledger.Log, files), Cancellation);
        var handlers = new BundleHandlers(workspace.Time);
        var bundle = await handlers.Handle(new MakeBundle(workspace.Ledger, "qadam", new CutRequest(Day.Parse("2018-04-01")), Policy.Reports1, files), Cancellation);
        var trusted = files.History.Keys()!.Current;
        Assert.True((await handlers.Handle(new VerifyBundle(bundle.Archive, trusted), Cancellation)).IsWhole);
        Assert.True(EvidenceArchive.TryRead(bundle.Archive, out var read, out _));

        await Gen.Select(Gen.Int[0, read.Count - 1], Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).SampleAsync(
            async (at, place, flip) =>
            {
                if (read[at].Content.Length == 0) return;
                var changed = read.ToList();
                var content = read[at].Content.ToArray();
                content[place % content.Length] ^= flip;
                changed[at] = read[at] with { Content = content };
                var verified = await handlers.Handle(new VerifyBundle(EvidenceArchive.Write(changed), trusted), Cancellation);
                Assert.False(verified.IsWhole, $"{read[at].Name}, byte {place % content.Length}");
                // Of two files that do not agree, such as a question and its policy, or a checkpoint's signature and the report that shows it, either is named.
                Assert.Contains(verified.Damages, d => read[at].Name is BundleNames.Question or BundleNames.FirstKey or BundleNames.Checkpoint or BundleNames.Earlier || d.Place == read[at].Name || d.Place is BundleNames.Policy or BundleNames.FirstKey or BundleNames.Checkpoint or "events"
                    || d.Place[..d.Place.IndexOf('.', StringComparison.Ordinal)] == read[at].Name.Split('.')[0]);
            }, iter: 120);
    }

    [Fact]
    public async Task A_grade_that_an_analyst_gave_comes_with_the_fact()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "isil", "holds", "2018-03-01"))));
        var regrade = new RegradeFact(workspace.Ledger, "a/f1", Grade.Parse("B2"), "seen by two others", "amira", Day.Parse("2018-06-01"), null);
        await new RegradeFactHandler(workspace.Time).Handle(regrade, Cancellation);

        var bundle = await new BundleHandlers(workspace.Time).Handle(
            new MakeBundle(workspace.Ledger, "qadam", new CutRequest(Day.Parse("2018-04-01")), null, null), Cancellation);

        Assert.True(EvidenceArchive.TryRead(bundle.Archive, out var files, out _));
        Assert.Contains("\"bestGrade\": \"B2\"", Text(files, BundleNames.View), StringComparison.Ordinal);
        Assert.Contains("seen by two others", Text(files, BundleNames.Corrections), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_bundle_leaves_out_the_ledger_alone_can_tell()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(
            ("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "isil", "holds", "2018-03-01"))),
            ("b.yaml", Workspace.Source("b", Workspace.Control("qadam", "hts", "holds", "2018-03-02", by: "reuters"))));
        var cut = await new CutRequest(Day.Parse("2018-04-01")).ResolveAsync(workspace.Ledger, workspace.Time, Cancellation);
        var question = GatherEvidence.Ask(workspace.Ledger, "qadam", cut, Policy.Reports1);
        var set = await GatherEvidence.GatherAsync(workspace.Ledger, question, Policy.Reports1, null, null, Cancellation);
        var dropped = set.Events.Last(e => e.Recorded.TypeText == "ControlReported");
        // Whoever makes a bundle can leave a fact out and make everything else follow from the rest.
        var fewer = set with { Events = [.. set.Events.Where(e => e != dropped)], Question = set.Question with { Events = set.Events.Count - 1 } };
        var archive = EvidenceArchive.Write(BundleFiles.Make(await EvidenceAnswering.AnswerAsync(fewer, workspace.Time, Cancellation)));

        var handlers = new BundleHandlers(workspace.Time);
        Assert.True((await handlers.Handle(new VerifyBundle(archive, null), Cancellation)).IsWhole);
        var compared = await handlers.Handle(new VerifyBundle(archive, null, workspace.Ledger), Cancellation);
        Assert.False(compared.IsComplete);
        Assert.Equal($"the ledger: the event at position {dropped.Position} bears on the question, and the bundle leaves it out", Assert.Single(compared.Damages).ToString());
    }

    [Fact]
    public async Task A_file_that_is_left_out_added_or_moved_is_found()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "isil", "holds", "2018-03-01"))));
        var handlers = new BundleHandlers(workspace.Time);
        var bundle = await handlers.Handle(new MakeBundle(workspace.Ledger, "qadam", new CutRequest(Day.Parse("2018-04-01")), Policy.Reports1, null), Cancellation);
        Assert.True(EvidenceArchive.TryRead(bundle.Archive, out var read, out _));
        for (var i = 0; i < read.Count; i++)
        {
            var without = read.Where((_, n) => n != i).ToList();
            Assert.False((await handlers.Handle(new VerifyBundle(EvidenceArchive.Write(without), null), Cancellation)).IsWhole, read[i].Name);
        }

        Assert.False((await handlers.Handle(new VerifyBundle(EvidenceArchive.Write([.. read, new ArchiveFile("more.txt", [1])]), null), Cancellation)).IsWhole);
        Assert.False((await handlers.Handle(new VerifyBundle(EvidenceArchive.Write([.. read, read[0]]), null), Cancellation)).IsWhole);
        Assert.False((await handlers.Handle(new VerifyBundle(EvidenceArchive.Write([read[1], read[0], .. read.Skip(2)]), null), Cancellation)).IsWhole);
    }

    private static string Text(IReadOnlyList<ArchiveFile> files, string name) => System.Text.Encoding.UTF8.GetString(files.Single(f => f.Name == name).Content);

    private static string Edit(string text) => text
        .Replace("place: qadam", "place: moving", StringComparison.Ordinal).Replace("place: yarmouk", "place: qadam", StringComparison.Ordinal)
        .Replace("place: moving", "place: yarmouk", StringComparison.Ordinal).Replace("quantity: 36", "quantity: 37", StringComparison.Ordinal);
}
