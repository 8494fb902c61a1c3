[assembly: AssemblyFixture(typeof(Reports.Browser.Serving.Ledgers))]
[assembly: AssemblyFixture(typeof(Reports.Browser.Viewing.Chromium))]

namespace Reports.Browser.Serving;

/// <summary>The ledgers that the tests look at: each is made when the first test asks, and shared by those that only read.</summary>
public sealed class Ledgers : IAsyncDisposable
{
    private readonly Lazy<Task<ServedLedger>> _articles = new(() => ServedLedger.OfFilesAsync("eventstore/gazetteer", "eventstore/sources"));
    private readonly Lazy<Task<ServedLedger>> _empty = new(ServedLedger.EmptyAsync);
    private readonly Lazy<Task<ServedLedger>> _hostile = new(() => ServedLedger.OfTextsAsync(("hostile.yaml", HostileTexts.Gazetteer), ("source.yaml", HostileTexts.Source)));
    private readonly Lazy<Task<ServedLedger>> _large = new(() => ServedLedger.OfTextsAsync(LargeDistrict.Files));
    private readonly Lazy<Task<ServedLedger>> _signed = new(() => ServedLedger.WithCheckpointsAsync("eventstore/gazetteer", "eventstore/sources"));

    private readonly Lazy<Task<ServedLedger>> _wide = new(() => ServedLedger.OfTextsAsync(WideFigures.Files));
    private readonly Lazy<Task<ServedLedger>> _long = new(() => ServedLedger.OfTextsAsync(LongTexts.Files));

    /// <summary>The five coded articles of the repository.</summary>
    public Task<ServedLedger> ArticlesAsync() => _articles.Value;

    /// <summary>Nothing recorded yet.</summary>
    public Task<ServedLedger> EmptyAsync() => _empty.Value;

    /// <summary>Every field of text is an attack.</summary>
    public Task<ServedLedger> HostileAsync() => _hostile.Value;

    /// <summary>One district with 10,000 facts.</summary>
    public Task<ServedLedger> LargeAsync() => _large.Value;

    /// <summary>Figures with hundreds of origins and a thousand revisions.</summary>
    public Task<ServedLedger> WideAsync() => _wide.Value;

    /// <summary>Every text as long as it may be.</summary>
    public Task<ServedLedger> LongTextsAsync() => _long.Value;

    /// <summary>The five articles with two checkpoints: after the gazetteer, and after the sources.</summary>
    public Task<ServedLedger> SignedAsync() => _signed.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in new[] { _articles, _empty, _hostile, _large, _wide, _long, _signed })
            if (ledger.IsValueCreated) await (await ledger.Value).DisposeAsync();
    }
}
