namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>
/// One read for all who ask at once. Who asks while one is under way shares the next: what he is told was read after he asked.
/// Thread safe.
/// </summary>
/// <param name="read">Not cancelled by whoever asks: others wait for it too.</param>
internal sealed class SharedRead<T>(Func<Task<T>> read)
{
    private readonly Lock _gate = new();
    private Task<T>? _running;
    private Task<T>? _next;

    public Task<T> AskAsync(CancellationToken cancellation)
    {
        Task<T> shared;
        lock (_gate)
        {
            if (_next is not null) shared = _next;
            else if (_running is { IsCompleted: false } running) shared = _next = AfterAsync(running);
            else shared = _running = read();
        }

        return shared.WaitAsync(cancellation);
    }

    private async Task<T> AfterAsync(Task<T> running)
    {
        // How that one ended is told to those who asked for it.
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            // From here on nobody joins it any more.
            _running = _next;
            _next = null;
        }

        return await read();
    }
}
