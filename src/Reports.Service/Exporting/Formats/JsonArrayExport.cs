using System.Text.Json;

namespace Reports.Service.Exporting.Formats;

/// <summary>Items in one array, which stands alone or in an object of the format's own.</summary>
internal abstract class JsonArrayExport<T>(Stream output) : ExportWriter<T>
{
    private readonly JsonPages _pages = new(output);
    private bool _hasItems;

    public override ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation)
    {
        Begin(_pages, origin);
        return _pages.FlushAsync(cancellation);
    }

    public override ValueTask WriteAsync(IReadOnlyList<T> page, CancellationToken cancellation)
    {
        foreach (var item in page) Add(json => Write(json, item));
        return _pages.FlushAsync(cancellation);
    }

    public override ValueTask EndAsync(CancellationToken cancellation)
    {
        End(_pages);
        return _pages.FlushAsync(cancellation);
    }

    /// <summary>Everything up to and with the bracket that opens the array.</summary>
    protected abstract void Begin(JsonPages pages, ExportOrigin origin);

    protected abstract void Write(Utf8JsonWriter json, T item);

    /// <summary>From the bracket that closes the array on.</summary>
    protected abstract void End(JsonPages pages);

    /// <summary>Another element of the array. One a line, so that tools of lines have something to hold.</summary>
    protected void Add(Action<Utf8JsonWriter> write)
    {
        _pages.Raw(_hasItems ? ",\n"u8 : "\n"u8);
        _hasItems = true;
        _pages.Value(write);
    }
}
