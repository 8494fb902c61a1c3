using System.Globalization;
using System.Text;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Corrections;
using Reports.Service.Importing;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Importing;

/// <summary>What imports of every format have in common.</summary>
public sealed class ImportRunTests
{
    private const string Control = """
        place,date,controller,relation,extent,source
        Qadam,2018-03-13,Syrian government,took,whole,The New Arab
        Qadam,2018-03-20,Daesh,entered,,SOHR
        Mill Hill,2018-03-21,Syrian government; Mill Guard,,part,Reuters
        """;

    [Fact]
    public async Task A_control_history_gives_the_views_that_its_rows_say()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("control", Control);

        Assert.Equal((3, 0, 3, 4), (report.Taken, report.Rejected, report.NewSources, report.NewFacts));
        Assert.Equal(["syrian-government", "isil"], workspace.Status("qadam").Parties);
        Assert.Equal(["control-actor-mill-guard", "syrian-government"], workspace.Status("control-mill-hill").Parties.Order(StringComparer.Ordinal));
        Assert.Equal((1, 1, 1), (report.NewPlaces, report.NewActors, report.NewOutlets));
        Assert.Equal("sohr", workspace.Ledger.Gazetteer.Outlets["sohr"].Id);
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Fact]
    public async Task A_control_history_with_codes_that_were_used_again_and_dates_in_1970_keeps_them_and_flags_them()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", "places: [{ id: weir, name: Weir, kind: town, pcode: C77 }, { id: mill, name: Mill, kind: town, pcode: C78 }, { id: other-weir, name: Lower Weir, kind: town, aliases: [Weir] }]"));
        var report = await workspace.ImportAsync("control", """
            code,place,date,controller,source,published
            C77,Weir,2018-03-13,Syrian government,SOHR,2018-03-14
            C78,Mill,2018-03-13,Syrian government,SOHR,2018-03-14
            C78,Lock,2018-03-20,ISIL,SOHR,2018-03-21
            C79,Qadam,1970-01-01,ISIL,SOHR,2018-03-21
            C79,Qadam,2018-03-13/2018-03-20,ISIL,SOHR,1970-01-01
            ,Weir,2018-03-22,ISIL,SOHR,2018-03-23
            C80,Qadam,2018-13-01,ISIL,SOHR,2018-03-23
            C77,Weir,2018-03-13,Syrian government,SOHR,2018-03-15
            """);

        Assert.Equal((8, 6, 2), (report.Rows, report.Taken, report.Rejected));
        Assert.Equal(["6 place", "7 date"], report.Problems.Select(p => $"{p.Row} {p.Column}"));
        var facts = (await workspace.EventsAsync()).Select(e => e.Event).OfType<Reports.Domain.Events.ControlReported>().Select(e => $"{e.Fact.Place} {e.Fact.On} {string.Join(' ', e.Fact.Flags)}".Trim());
        Assert.Equal(
            [
                "weir 2018-03-13", "mill 2018-03-13 ReusedCode", "control-lock 2018-03-20 ReusedCode", "qadam 1970-01-01 PlaceholderDate",
                "qadam 2018-03-13/2018-03-20 PlaceholderDate", "weir 2018-03-13 ReusedCode",
            ],
            facts);
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Fact]
    public async Task The_same_file_again_appends_nothing()
    {
        await using var workspace = await Workspace.CreateAsync();
        foreach (var (format, text) in (List<(string, string)>)[("control", Control), ("ucdp-ged", UcdpFile.Of(Enumerable.Range(1, 50).Select(n => UcdpFile.Row(n, b: n, where: $"Place {n % 7} town"))))])
        {
            var first = await workspace.ImportAsync(format, text);
            var second = await workspace.ImportAsync(format, text);
            Assert.Equal(first.To, second.From);
            Assert.Equal((second.From, 0L, 0L, first.NewSources, first.NewFacts), (second.To, second.NewSources, second.NewFacts, second.UnchangedSources, second.UnchangedFacts));
            Assert.All(second.Names, n => Assert.False(n.IsNew));
            Assert.Equal(0, second.NewPlaces + second.NewActors + second.NewOutlets);
        }
    }

    [Fact]
    public async Task A_dry_run_reads_everything_and_appends_nothing()
    {
        await using var workspace = await Workspace.CreateAsync();
        // More than one batch, so that later definitions lie within earlier ones.
        var text = UcdpFile.Of(Enumerable.Range(1, 5_000).Select(n => UcdpFile.Row(n, b: 1, where: $"Place {n} town", adm1: "Southern Governorate")).Append(UcdpFile.Row(9_999, b: -1)));
        var before = workspace.Ledger.Views.Position;
        var dry = await workspace.ImportAsync("ucdp-ged", text, dryRun: true);
        Assert.Equal((before, before), (dry.To, workspace.Ledger.Views.Position));
        Assert.False(File.Exists(Path.Combine(workspace.Folder, "rejects.csv")));

        var real = await workspace.ImportAsync("ucdp-ged", text);
        Assert.Equal((real.Rows, real.Taken, real.Rejected, real.NewSources, real.NewFacts, real.NewPlaces), (dry.Rows, dry.Taken, dry.Rejected, dry.NewSources, dry.NewFacts, dry.NewPlaces));
        Assert.Equal((5_001, 5_000, 1), (real.Rows, real.Taken, real.Rejected));
        Assert.Equal(real.Names, dry.Names);
    }

    /// <summary>Cancellation stands for a kill between two appends; kills in the middle of one are the log's own tests.</summary>
    [Fact]
    public async Task An_import_that_was_stopped_anywhere_ends_the_same_when_it_is_run_again()
    {
        // More batches than may be under way, with new names in each.
        var text = "place,date,controller,source\n" + string.Join('\n', Enumerable.Range(0, 45_000).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"Valley {n / 90},{2000 + (n % 20)}-0{1 + (n % 9)},Group {n / 4_000},Outlet {n % 7}")));
        await using var whole = await Workspace.CreateAsync();
        var undisturbed = await whole.ImportAsync("control", text);
        for (var stop = 1; stop <= 2; stop++)
        {
            await using var workspace = await Workspace.CreateAsync();
            using var cancelled = new CancellationTokenSource();
            var batches = 0;
            var progress = new Inline(_ =>
            {
                if (++batches == stop) cancelled.Cancel();
            });
            var input = new ImportInput("data.csv", text.Length, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ImportFileHandler(workspace.Time).Handle(
                new ImportFile(workspace.Ledger, "control", input, new ImportSettings(), "amira", null, Progress: progress), cancelled.Token));
            await workspace.ReopenAsync();
            Assert.InRange(workspace.Ledger.Views.Position, 100, undisturbed.To - 1);

            var rest = await workspace.ImportAsync("control", text);
            Assert.Equal(undisturbed.Taken, rest.Taken);
            Assert.True(rest.UnchangedSources > 0);
            Assert.Equal((await ImportedFacts.ContentAsync(whole)).Order(StringComparer.Ordinal), (await ImportedFacts.ContentAsync(workspace)).Order(StringComparer.Ordinal));
            Assert.Equal(Statuses(whole), Statuses(workspace));
        }
    }

    [Fact]
    public async Task An_append_that_fails_ends_the_import_and_the_next_one_goes_on_from_what_was_recorded()
    {
        var folder = Directory.CreateTempSubdirectory("reports-").FullName;
        var text = "place,date,controller,source\n" + string.Join('\n', Enumerable.Range(0, 30_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"Valley {n % 500},{2000 + (n / 6_000)}-{1 + (n / 500 % 12):00},Daesh,SOHR")));
        var log = new FailingLog(EmbeddedLog.Open(Path.Combine(folder, "ledger.db"), LedgerMode.Write)) { FailsAt = 4 };
        await using (var ledger = await Ledger.OpenAsync(log, TimeProvider.System, cancellation: TestContext.Current.CancellationToken))
        {
            var input = new ImportInput("data.csv", text.Length, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
            Task<ImportReport> Import() => new ImportFileHandler(TimeProvider.System).Handle(
                new ImportFile(ledger, "control", input, new ImportSettings(), "amira", null), TestContext.Current.CancellationToken);

            Assert.Equal("the disk is full", (await Assert.ThrowsAsync<LogUnavailableException>(Import)).Message);
            Assert.Equal(1, ledger.WriteGate.CurrentCount);
            var rest = await Import();
            Assert.Equal((30_000, 0), (rest.Taken, rest.Rejected));
            Assert.True(rest.UnchangedSources > 0 && rest.NewSources > 0 && rest.UnchangedSources + rest.NewSources == 30_000);
            Assert.Equal(30_000, ledger.Views.SourceCount);
            var again = await Import();
            Assert.Equal((again.From, 30_000L), (again.To, again.UnchangedSources));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_an_analyst_did_to_a_source_since_stays_when_the_same_file_is_imported_again()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("control", Control);
        var (on, cancellation) = (Day.Parse("2018-06-01"), TestContext.Current.CancellationToken);
        var sources = workspace.Ledger.Views.Sources(new Cut(on)).Select(s => s.Id).Order(StringComparer.Ordinal).ToList();
        await new RegradeFactHandler(workspace.Time).Handle(new RegradeFact(workspace.Ledger, sources[0] + "/control", Grade.Parse("B2"), "seen", "omar", on, null), cancellation);
        await new TakeBackHandler(workspace.Time).Handle(new RetractFact(workspace.Ledger, sources[1] + "/control", "wrong", "omar", on, Policy.Reports1), cancellation);
        await new TakeBackHandler(workspace.Time).Handle(new WithdrawSource(workspace.Ledger, sources[2], "taken down", "omar", on, Policy.Reports1), cancellation);

        var again = await workspace.ImportAsync("control", Control);
        Assert.Equal((again.From, 3L, 4L), (again.To, again.UnchangedSources, again.UnchangedFacts));
        Assert.Contains(again.Notices, n => n.Contains("was retracted (wrong)", StringComparison.Ordinal));
        Assert.Contains(again.Notices, n => n.Contains("was withdrawn (taken down)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_reads_otherwise_in_a_later_file_is_corrected_with_the_files_name_as_the_reason()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(UcdpFile.Row(1, b: 3, civilians: 1)));
        var later = await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(UcdpFile.Row(1, b: 5)));

        Assert.Equal((0, 1, 1), (later.NewSources, later.ChangedSources, later.UnchangedSources));
        Assert.Equal((2, 1), (later.CorrectedFacts, later.RetractedFacts));
        var facts = await ImportedFacts.OfAsync(workspace, "ucdp-1");
        Assert.Equal("5", ((Domain.Facts.FigureFact)facts["killed"]).Quantity.ToString());
        Assert.DoesNotContain("killed-civilians", facts.Keys);
        var reasons = (await workspace.EventsAsync(later.From + 1)).Select(e => e.Event).Select(e => (e as Domain.Events.FactCorrected)?.Reason ?? (e as Domain.Events.FactRetracted)?.Reason ?? (e as Domain.Events.SourceCorrected)?.Reason);
        Assert.All(reasons, r => Assert.Equal("the data set reads otherwise in data.csv", r));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("place,date\n", "the columns 'controller' are missing")]
    [InlineData("place,date,controler\n", "the columns 'controller' are missing (there is 'controler')")]
    [InlineData("event_id_cnty,deleted_timestamp\n", "the columns 'place', 'date', 'controller' are missing (it has those of 'acled-deleted')")]
    [InlineData("place,date,controller,place\n", "two columns are named 'place'")]
    [InlineData("place,date,controller\nQadam,2018,X\n", "whose history is this?")]
    public async Task A_file_that_is_not_of_the_format_is_refused_whole(string text, string reason)
    {
        await using var workspace = await Workspace.CreateAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => workspace.ImportAsync("control", text));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_row_can_be_is_rejected_by_row_and_line()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", "places: [{ id: qadam-2, name: Old Mill, kind: town }, { id: qadam-3, name: Old Mill, kind: village }]"));
        var report = await workspace.ImportAsync("control", string.Join(
            '\n', "place,date,controller,source,relation", "Qadam,2018-99-01,ISIL,Reuters,", "\"two\nlines\",2018,ISIL,Reuters,", "Old Mill,2018,ISIL,Reuters,", "Qadam,2018,ISIL,Reuters,likes",
            "Qadam,2018,,Reuters,", $"Qadam,2018,{new string('x', ImportLimits.FieldCharacters + 1)},Reuters,", "Qadam,2018-05,ISIL,Reuters,", "Qadam,2018,\uFFFD,Reuters,"));

        Assert.Equal((8, 2, 6), (report.Rows, report.Taken, report.Rejected));
        Assert.Equal(
            [(1, 2, "date"), (3, 5, "place"), (4, 6, "relation"), (5, 7, "controller"), (6, 8, "controller"), (8, 10, "")],
            report.Problems.Select(p => ((int)p.Row, (int)p.Line, p.Column)));
        Assert.Contains("'Old Mill' is ambiguous: it names the places 'qadam-2', 'qadam-3'", report.Ambiguous.Single(), StringComparison.Ordinal);
        Assert.Equal(1, report.Flags[Domain.Facts.FactFlag.EmbeddedNewline]);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_rejects_the_rest_and_keeps_what_stands_before_it()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("control", "place,date,controller,source\nQadam,2018,ISIL,Reuters\nYarmouk,2018,\"ISIL,Reuters\n" + new string('x', ImportLimits.RowCharacters + 10));
        Assert.Equal((2, 1, 1), (report.Rows, report.Taken, report.Rejected));
        Assert.Contains("is a quote missing?", report.Problems[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_the_caller_explains_go_before_every_rule()
    {
        await using var workspace = await Workspace.CreateAsync();
        var settings = new ImportSettings { Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regime"] = "syrian-government", ["Q."] = "qadam" } };
        await workspace.ImportAsync("control", "place,date,controller,source\nQ.,2018-03-13,Regime,Reuters\n", settings);
        Assert.Equal(["syrian-government"], workspace.Status("qadam").Parties);
    }

    [Theory]
    [InlineData("ucdp-ged", "ucdp-1", "killed", "3", "5")]
    [InlineData("acled", "acled-syr1", "killed", "3", "5")]
    [InlineData("control", "control-qadam-2018-isil", "control", "holds", "besieges")]
    public async Task A_second_row_of_an_id_is_a_source_of_its_own_and_flagged_and_the_file_again_appends_nothing(string format, string id, string key, string first, string second)
    {
        await using var workspace = await Workspace.CreateAsync();
        var (one, two, header) = format switch
        {
            "ucdp-ged" => (UcdpFile.Row(1, b: 3), UcdpFile.Row(1, b: 5), UcdpFile.Header),
            "acled" => (AcledImportTests.Row("SYR1", 3, 1520985600).TrimEnd(), AcledImportTests.Row("SYR1", 5, 1520985600).TrimEnd(), AcledImportTests.Header.TrimEnd()),
            _ => ("Qadam,2018,ISIL,holds", "Qadam,2018,ISIL,besieges", "place,date,controller,relation"),
        };
        var text = string.Join('\n', header, one, two, one, two, "");
        var settings = new ImportSettings { Outlet = "SOHR" };
        var report = await workspace.ImportAsync(format, text, settings);

        Assert.Equal((4, 0, 0), (report.Taken, report.Rejected, report.ChangedSources));
        Assert.Equal(first, Said((await ImportedFacts.OfAsync(workspace, id))[key]));
        var later = await ImportedFacts.OfAsync(workspace, id + "-repeated-2");
        Assert.Equal(second, Said(later[key]));
        Assert.Contains(later.Values, f => f.Flags.Contains(Domain.Facts.FactFlag.ReusedCode));
        Assert.DoesNotContain((await ImportedFacts.OfAsync(workspace, id)).Values, f => f.Flags.Contains(Domain.Facts.FactFlag.ReusedCode));
        var again = await workspace.ImportAsync(format, text, settings);
        Assert.Equal(again.From, again.To);

        static string Said(Domain.Facts.Fact fact) => fact is Domain.Facts.ControlFact control ? Domain.Facts.Relations.Vocabulary.Word(control.Relation) : ((Domain.Facts.FigureFact)fact).Quantity.ToString();
    }

    private static IEnumerable<string> Statuses(Workspace workspace) =>
        workspace.Ledger.Views.Statuses(new Cut(Day.Parse("2018-06-01")), Policy.Reports1).Select(s => $"{s.Place} {string.Join(',', s.Parties)}");

    private sealed class Inline(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
