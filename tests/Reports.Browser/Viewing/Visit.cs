using Microsoft.Playwright;
using Reports.Browser.Serving;

namespace Reports.Browser.Viewing;

/// <summary>
/// A page of a served ledger in a window of its own. Everything that goes wrong in it is kept: errors on the console and of scripts,
/// requests that failed, requests to another host, dialogs. <see cref="Check"/> fails for any of them.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _host;
    private readonly List<string> _faults = [];

    private Visit(IBrowserContext context, IPage page, Uri host)
    {
        (_context, Page, _host) = (context, page, host);
        page.Console += (_, message) => Note(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.RequestFailed += (_, request) => Note(request.Failure != "net::ERR_ABORTED", $"request failed: {request.Url}: {request.Failure}");
        page.Request += (_, request) => Note(!IsOfHost(request.Url), $"request to another host: {request.Url}");
        page.Response += (_, response) => Note(response.Status >= 400, $"answer {response.Status}: {response.Url}");
        page.Dialog += async (_, dialog) =>
        {
            Note(true, $"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong since the last look, in order.</summary>
    public IReadOnlyList<string> TakeFaults()
    {
        lock (_faults)
        {
            var faults = _faults.ToArray();
            _faults.Clear();
            return faults;
        }
    }

    /// <summary>Opens a window on a ledger; nothing is loaded yet.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="ledger">What is looked at.</param>
    /// <param name="options">Size, scheme of colours, without script and so on; null for a desktop.</param>
    public static async Task<Visit> OfAsync(Chromium chromium, ServedLedger ledger, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = ledger.Address.ToString();
        var context = await chromium.Browser.NewContextAsync(options);
        return new Visit(context, await context.NewPageAsync(), ledger.Address);
    }

    /// <summary>Goes to a path of the ledger.</summary>
    public async Task<IResponse> GoAsync(string path) =>
        await Page.GotoAsync(path) ?? throw new InvalidOperationException($"'{path}' is on the page that is open");

    /// <summary>Fails for everything that went wrong.</summary>
    public void Check()
    {
        var faults = TakeFaults();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private bool IsOfHost(string url) =>
        !url.StartsWith("http", StringComparison.Ordinal) || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Authority == _host.Authority);

    private void Note(bool isFault, string text)
    {
        if (!isFault) return;
        lock (_faults) _faults.Add(text);
    }
}
