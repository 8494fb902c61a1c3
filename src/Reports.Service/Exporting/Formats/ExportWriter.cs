namespace Reports.Service.Exporting.Formats;

/// <summary>One format being written: a beginning, pages of items, an end. What is written is forgotten. Not thread safe.</summary>
internal abstract class ExportWriter<T> : IAsyncDisposable
{
    /// <summary>The columns, of a format that has some.</summary>
    public virtual IReadOnlyList<ExportColumn> Columns => [];

    public abstract ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation);

    public abstract ValueTask WriteAsync(IReadOnlyList<T> page, CancellationToken cancellation);

    public abstract ValueTask EndAsync(CancellationToken cancellation);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
