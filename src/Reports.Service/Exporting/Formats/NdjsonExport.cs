using System.Text.Json;

namespace Reports.Service.Exporting.Formats;

/// <summary>A line of JSON for each item.</summary>
internal sealed class NdjsonExport<T>(Action<Utf8JsonWriter, T> write, Stream output) : ExportWriter<T>
{
    private readonly JsonPages _pages = new(output);

    public override ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation) => ValueTask.CompletedTask;

    public override ValueTask WriteAsync(IReadOnlyList<T> page, CancellationToken cancellation)
    {
        foreach (var item in page)
        {
            _pages.Value(json => write(json, item));
            _pages.Raw("\n"u8);
        }

        return _pages.FlushAsync(cancellation);
    }

    public override ValueTask EndAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
