using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;
using Reports.Service.Ledgers;

// A process that a test can kill, starve or trace:
//   append LEDGER SEED BATCHES [PAGES [wait]]
//                                appends batches of a script; a line "acked N" for each, "refused TYPE message" for a failure;
//                                commits are merged into the file whenever so many pages wait; told to wait, it begins at a line
//   views LEDGER SEED BATCHES THERE
//                                appends batches after those that are there, and saves the views every few: "saved POSITION"
//   read LEDGER SEED BATCHES READERS
//                                so many readers follow a writer until all batches are there; each must see whole batches of the
//                                script in order, and never fewer than before: "seen TIMES", or what is wrong
//   hold LEDGER                  holds the ledger open for writing until its input ends
//   count LEDGER                 reads all of a ledger: "events N"
//   check LEDGER SEED BATCHES N  says whether the ledger is a prefix of the script with at least N batches: "recovered N"
if (args.Length < 2)
{
    Console.Error.WriteLine("append|hold|count|check LEDGER [SEED BATCHES [ACKED]]");
    return 2;
}

try
{
    switch (args[0])
    {
        case "append":
            return await AppendAsync(
                args[1], Number(2), (int)Number(3), args.Length > 4 ? (int)Number(4) : new EmbeddedLogOptions().CheckpointPages, args.Length > 5);
        case "views":
            return await SaveViewsAsync(args[1], Number(2), (int)Number(3), (int)Number(4));
        case "read":
            Console.WriteLine($"seen {await LedgerReading.FollowAsync(args[1], Number(2), (int)Number(3), (int)Number(4))}");
            return 0;
        case "hold":
            await using (EmbeddedLog.Open(args[1], LedgerMode.Write, new EmbeddedLogOptions { Writer = "faults hold" }))
            {
                Console.WriteLine("ready");
                while (Console.In.ReadLine() is not null)
                {
                }
            }

            return 0;
        case "count":
            await using (var log = EmbeddedLog.Open(args[1], LedgerMode.Read))
            {
                long events = 0;
                await foreach (var page in log.ReadAllAsync()) events += page.Events.Length;
                Console.WriteLine($"events {events}");
            }

            return 0;
        case "check":
            return await CheckAsync(args[1], Number(2), (int)Number(3), (int)Number(4));
        default:
            Console.Error.WriteLine($"unknown mode '{args[0]}'");
            return 2;
    }
}
catch (LogException e)
{
    Console.WriteLine($"refused {e.GetType().Name} {e.Message}");
    return 1;
}

ulong Number(int index) => ulong.Parse(args[index], CultureInfo.InvariantCulture);

static async Task<int> AppendAsync(string ledger, ulong seed, int batches, int pages, bool waits)
{
    using var script = new ScriptedLedger(seed);
    await using var log = EmbeddedLog.Open(ledger, LedgerMode.Write, new EmbeddedLogOptions { Writer = "faults append", CheckpointPages = pages });
    Console.WriteLine("open");
    if (waits && Console.In.ReadLine() is null) return 1;
    var next = script.Next();
    for (var acked = 0; acked < batches;)
    {
        try
        {
            await log.AppendAsync(next);
            Console.WriteLine($"acked {++acked}");
            next = script.Next();
        }
        catch (LogException e)
        {
            Console.WriteLine($"refused {e.GetType().Name} {e.Message}");
            // Once more: a disk that was full may have room by now, and after a failed sync nothing may be taken.
            if (Console.In.ReadLine() is null) return 1;
        }
    }

    Console.WriteLine("done");
    return 0;
}

static async Task<int> SaveViewsAsync(string path, ulong seed, int batches, int there)
{
    const int BatchesPerSave = 3;
    using var script = new ScriptedLedger(seed);
    for (var skipped = 0; skipped < there; skipped++) script.Next();
    await using var ledger = await Ledger.OpenAsync(path, LedgerMode.Write, TimeProvider.System, "faults views");
    Console.WriteLine("open");
    for (var acked = there; acked < batches;)
    {
        await ledger.Log.AppendAsync(script.Next());
        Console.WriteLine($"acked {++acked}");
        if (acked % BatchesPerSave != 0) continue;
        await ledger.CatchUpAsync();
        if (await ledger.SaveCheckpointAsync()) Console.WriteLine($"saved {ledger.Views.Position}");
    }

    return 0;
}

static async Task<int> CheckAsync(string ledger, ulong seed, int batches, int acked)
{
    using var script = new ScriptedLedger(seed);
    var attempted = Enumerable.Range(0, batches).Select(_ => script.Next()).ToList();
    await using var log = EmbeddedLog.Open(ledger, LedgerMode.Write);
    var recovered = await LedgerCheck.BatchesAsync(log, attempted);
    await LedgerCheck.ViewsAsync(log, attempted, recovered);
    Console.WriteLine($"recovered {recovered}");
    if (recovered >= acked) return 0;
    Console.Error.WriteLine($"{acked} batches were acknowledged, {recovered} are there");
    return 3;
}
