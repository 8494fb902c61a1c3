using Reports.Follower;

// A consumer of the views of a ledger that is served by 'reports serve': it keeps the status of every district, and how often each
// kind of change was told, in a database of its own.
//   follow URL DATABASE [LAST]   follows http://127.0.0.1:2114 until it is interrupted, or until it has the change with this id;
//                                prints the id of each change that it has taken
//   show DATABASE                prints what it has, as JSON
if (args is ["show", var database])
{
    using var state = State.Open(database);
    Console.WriteLine(state.ToJson());
    return 0;
}

if (args is not ["follow", var url, var file, ..])
{
    Console.Error.WriteLine("follow URL DATABASE [LAST] | show DATABASE");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};
using var mine = State.Open(file);
using var feed = new Feed(new Uri(url));
try
{
    // After whatever went wrong, it goes on from what the database says, and from nothing that was only in memory.
    while (args.Length < 4 || mine.Last != args[3])
    {
        try
        {
            await foreach (var message in feed.ReadAsync(mine.Last, interrupted.Token))
            {
                mine.Take(message);
                Console.WriteLine(mine.Last);
                if (args.Length > 3 && mine.Last == args[3]) break;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !interrupted.IsCancellationRequested)
        {
            Console.Error.WriteLine($"the server is away: {e.Message}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), interrupted.Token);
        }
    }
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    // What it has is in the database.
}

return 0;
