using System.Globalization;
using System.Text;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.Cli.Tests;

/// <summary>kill -9 of the built program while it takes sources from a folder.</summary>
public sealed class WatchKillTests
{
    private const int SourcesPerBurst = 40;
    private const int Bursts = 3;

    private static readonly string[] Relations = ["took", "holds", "left", "entered"];
    private static readonly string[] Actors = ["syrian-government", "isil", "hts"];
    private static readonly string[] Places = ["qadam", "yarmouk", "tadamun", "babila"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_a_watch_leaves_whole_sources_in_order_all_that_it_reported_and_views_as_if_nothing_had_happened()
    {
        for (var round = 1; round <= Rounds.Of("REPORTS_WATCH_KILLS", 2); round++) await RunAsync((ulong)round);
    }

    private static async Task RunAsync(ulong seed)
    {
        var random = new SplitMix(seed);
        using var cli = await Cli.WithArticlesAsync();
        var first = await HeadAsync(cli);
        var folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "incoming")).FullName;
        var sources = Enumerable.Range(0, SourcesPerBurst * Bursts).Select(n => Source(n, ref random)).ToList();
        var events = sources.Sum(s => s.Events);
        // Killed when the log has come so far, and a little later.
        var target = first + (long)random.Below((ulong)events);
        var reported = first;
        string[] arguments = ["watch", folder, "--ledger", cli.Ledger, "--interval", "0.05", "--author", "amira", "--on", "2018-06-01", "--json"];
        using (var child = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "reports.dll"), arguments))
        {
            for (var (dropped, told) = (0, 0); dropped < sources.Count && reported < target; told++)
            {
                for (var end = dropped + SourcesPerBurst; dropped < end; dropped++) Drop(folder, sources[dropped]);
                var burst = first + sources.Take(dropped).Sum(s => s.Events);
                if (target < burst)
                {
                    await using var reader = EmbeddedLog.Open(cli.Ledger, LedgerMode.Read, new EmbeddedLogOptions { PollInterval = TimeSpan.FromMilliseconds(1) });
                    await foreach (var page in reader.SubscribeAsync(Position.At(first), default, Cancellation))
                        if (page.Next.Commit >= target) break;
                    for (var spin = random.Below(200_000); spin > 0; spin--) Thread.SpinWait(1);
                    break;
                }

                while (reported < burst)
                    reported = System.Text.Json.JsonDocument.Parse(await child.LineAsync() ?? throw new InvalidOperationException(child.Errors)).RootElement.GetProperty("to").GetInt64();
            }

            child.Kill();
            while (await child.LineAsync() is { } line)
                if (line.EndsWith('}')) reported = System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("to").GetInt64();
            await child.ExitAsync();
        }

        var recovered = await CheckAsync(cli, first, sources, seed);
        Assert.True(recovered >= Math.Max(target, reported), $"seed {seed}: {reported} reported, {target} seen, {recovered} there");

        // What is left is taken, and nothing twice; the views are those of a ledger that was never disturbed.
        foreach (var source in sources) Drop(folder, source);
        Assert.Equal(0, (await cli.RunAsync("ingest", folder, "--author", "amira", "--on", "2018-06-01")).Code);
        Assert.Equal(first + events, await CheckAsync(cli, first, sources, seed));
        using var clean = await Cli.WithArticlesAsync();
        Assert.Equal(0, (await clean.RunAsync("ingest", folder, "--author", "amira", "--on", "2018-06-01")).Code);
        foreach (var view in (string[])["status", "figures", "incidents"])
            Assert.Equal(
                (await clean.JsonAsync(view, "--on", "2018-06-01")).GetRawText(), (await cli.JsonAsync(view, "--on", "2018-06-01")).GetRawText());
    }

    /// <summary>The head, once it is certain that the log holds whole sources, in the order of their files.</summary>
    private static async Task<long> CheckAsync(Cli cli, long first, List<(string Id, int Events, string Text)> sources, ulong seed)
    {
        await using var log = EmbeddedLog.Open(cli.Ledger, LedgerMode.Write);
        await log.VerifyAsync(Cancellation);
        var (at, head) = (first, (await log.HeadAsync(Cancellation)).Commit);
        var streams = new List<string>();
        await foreach (var page in log.ReadAllAsync(new LogRead(Position.At(first + 1)), Cancellation))
            foreach (var e in page.Events.Span)
                streams.Add(e.StreamText);
        foreach (var (id, count, _) in sources)
        {
            if (at == head) break;
            var found = streams.Skip((int)(at - first)).TakeWhile(s => s == "source-" + id).Count();
            Assert.True(found == count, $"seed {seed}: {found} of {count} events of {id} at position {at + 1}");
            at += count;
        }

        Assert.Equal(head, at);
        return head;
    }

    private static async Task<long> HeadAsync(Cli cli)
    {
        await using var log = EmbeddedLog.Open(cli.Ledger, LedgerMode.Read);
        return (await log.HeadAsync(Cancellation)).Commit;
    }

    internal static (string Id, int Events, string Text) Source(int number, ref SplitMix random)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"w-{number:0000}");
        var day = string.Create(CultureInfo.InvariantCulture, $"2018-05-{1 + random.Below(28):00}");
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            source:
              id: {id}
              outlet: new-arab
              title: Report {number}
              published: {day}
              language: en
              sha256: {number:x64}
            facts:

            """);
        var facts = 1 + (int)random.Below(6);
        for (var fact = 0; fact < facts; fact++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - id: f-{fact}\n    control: {{ place: {Places[random.Below(4)]}, actor: {Actors[random.Below(3)]}, relation: {Relations[random.Below(4)]}, on: {day} }}\n");
        return (id, 1 + facts, text.ToString());
    }

    /// <summary>Moved into place, so that it is there whole.</summary>
    internal static void Drop(string folder, (string Id, int Events, string Text) source)
    {
        var path = Path.Combine(folder, source.Id + ".yaml");
        if (File.Exists(path)) return;
        File.WriteAllText(path + "-new", source.Text);
        File.Move(path + "-new", path);
    }
}
