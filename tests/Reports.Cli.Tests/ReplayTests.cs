using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;

namespace Reports.Cli.Tests;

/// <summary>Rebuilding everything from the log, and what two auditors compare.</summary>
public sealed class ReplayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_digest_is_that_of_what_the_named_command_prints()
    {
        using var cli = await Cli.WithArticlesAsync();
        var report = await cli.JsonAsync("replay", "--on", "2018-04-21", "--to", "200");

        Assert.True(report.GetProperty("equal").GetBoolean());
        Assert.Equal(200, report.GetProperty("events").GetInt64());
        var lines = new StringBuilder();
        foreach (var view in report.GetProperty("views").EnumerateArray())
        {
            var command = view.GetProperty("command").GetString()!.Split(' ')[1..];
            var printed = await cli.RunAsync(command);
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(printed.Out.ReplaceLineEndings("\n"))));
            Assert.Equal(digest, view.GetProperty("rebuilt").GetString());
            lines.Append(view.GetProperty("kind").GetString()).Append(' ').Append(digest).Append('\n');
        }

        Assert.Equal(["statuses", "figures", "incidents", "sources", "gazetteer"], report.GetProperty("views").EnumerateArray().Select(v => v.GetProperty("kind").GetString()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString()))), report.GetProperty("whole").GetString());
    }

    [Fact]
    public async Task Statuses_through_time_are_the_arrays_of_every_day_one_after_another()
    {
        using var cli = await Cli.WithArticlesAsync();
        var report = await cli.JsonAsync("replay", "--since", "2018-03-20", "--on", "2018-03-22");

        var days = "";
        foreach (var day in (string[])["2018-03-20", "2018-03-21", "2018-03-22"])
            days += (await cli.RunAsync("status", "--on", day, "--json")).Out.ReplaceLineEndings("\n");
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(days))),
            report.GetProperty("views")[0].GetProperty("rebuilt").GetString());
    }

    [Fact]
    public async Task A_replay_of_a_prefix_gives_the_digests_that_a_ledger_with_the_prefix_alone_gives()
    {
        using var cli = await Cli.WithArticlesAsync();
        var before = await cli.JsonAsync("replay", "--on", "2018-04-21");
        cli.Write("more.yaml", """
            source:
              id: more-2018-04-22
              outlet: new-arab
              title: More
              published: 2018-04-22
              language: en
              sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
            facts:
              - id: isil-took-qadam
                control: { place: qadam, actor: isil, relation: took, on: 2018-04-20 }
            """);
        Assert.Equal(0, (await cli.RunAsync("ingest", Path.Combine(cli.Folder, "more.yaml"), "--author", "amira")).Code);

        var prefix = await cli.JsonAsync("replay", "--on", "2018-04-21", "--to", before.GetProperty("to").ToString());
        var all = await cli.JsonAsync("replay", "--on", "2018-04-21");

        Assert.Equal(before.GetProperty("whole").GetString(), prefix.GetProperty("whole").GetString());
        Assert.NotEqual(before.GetProperty("whole").GetString(), all.GetProperty("whole").GetString());
    }

    [Fact]
    public async Task Live_views_that_went_wrong_are_named_and_the_exit_code_is_three()
    {
        using var cli = await Cli.WithArticlesAsync();
        using var other = await Cli.WithArticlesAsync();
        await TakeAsync(other, "isil");
        await using (var ledger = await Ledger.OpenAsync(cli.Ledger, LedgerMode.Write, cli.Time, "test", cancellation: Cancellation))
        await using (var wrong = await Ledger.OpenAsync(other.Ledger, LedgerMode.Read, cli.Time, "test", cancellation: Cancellation))
        {
            // The live views are fed another ledger's events before their own log has as many: what a fault in memory would do.
            var head = await ledger.Log.HeadAsync(Cancellation);
            await foreach (var page in wrong.Log.ReadAllAsync(new LogRead { After = head }, Cancellation))
                ledger.Views.Apply(sink => new EventDecoder().Decode(page.Events.Span, sink));
            await foreach (var page in wrong.Log.ReadAllAsync(new LogRead { After = head }, Cancellation))
                foreach (var recorded in page.Events.ToArray())
                    await ledger.Log.AppendAsync(
                        new StreamName(recorded.StreamText), ExpectedRevision.Any,
                        [new EventToAppend(recorded.Id, recorded.TypeText, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(recorded.Data.Span).Replace("\"isil\"", "\"hts\"", StringComparison.Ordinal)), recorded.Metadata)],
                        Cancellation);
            Assert.True(await ledger.SaveCheckpointAsync(Cancellation));
        }

        var outcome = await cli.RunAsync("replay", "--on", "2018-04-21");

        Assert.Equal(3, outcome.Code);
        Assert.Contains("statuses: the live views differ", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("figures: the live views differ", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("are those that follow from the log", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_reads_a_copy_that_nobody_may_write()
    {
        using var cli = await Cli.WithArticlesAsync();
        var copy = Path.Combine(cli.Folder, "copy.db");
        File.Copy(cli.Ledger, copy);
        File.SetAttributes(copy, FileAttributes.ReadOnly);

        var outcome = await cli.RunRawAsync("replay", "--on", "2018-04-21", "--ledger", copy);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("are those that follow from the log", outcome.Out, StringComparison.Ordinal);
        File.SetAttributes(copy, FileAttributes.Normal);
    }

    [Fact]
    public async Task A_replay_takes_no_lock_from_a_writer_and_finds_no_fault_in_what_is_written_meanwhile()
    {
        using var cli = await Cli.WithArticlesAsync();
        await using var writer = await Ledger.OpenAsync(cli.Ledger, LedgerMode.Write, cli.Time, "test", cancellation: Cancellation);
        Assert.Equal(0, (await cli.RunAsync("replay", "--on", "2018-04-21")).Code);
        var copied = (await writer.EventAtAsync(251, Cancellation))!.Value;
        await writer.Log.AppendAsync(
            new StreamName("place-elsewhere"), ExpectedRevision.NoStream,
            [new EventToAppend(Guid.Parse("0190b5a0-0000-7000-8000-000000000001"), "PlaceDefined", """{"v":1,"id":"elsewhere","name":"Elsewhere","kind":"town"}"""u8.ToArray(), copied.Metadata)], Cancellation);
        Assert.Equal(252, (await cli.JsonAsync("replay", "--on", "2018-04-21")).GetProperty("events").GetInt64());
    }

    [Fact]
    public async Task A_position_that_the_ledger_has_not_reached_is_refused()
    {
        using var cli = await Cli.WithArticlesAsync();
        var outcome = await cli.RunAsync("replay", "--to", "9999");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("goes from 1 to 251", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task TakeAsync(Cli cli, string actor)
    {
        cli.Write("take.yaml", $$"""
            source:
              id: take-2018-04-21
              outlet: new-arab
              title: Taken
              published: 2018-04-21
              language: en
              sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
            facts:
              - id: took-qadam
                control: { place: qadam, actor: {{actor}}, relation: took, on: 2018-04-21 }
            """);
        Assert.Equal(0, (await cli.RunAsync("ingest", Path.Combine(cli.Folder, "take.yaml"), "--author", "amira")).Code);
    }
}
