namespace Reports.Service.Exporting.Formats;

/// <summary>A part of an export that has to stand behind others, and waits in a file that nobody else sees until its turn comes.</summary>
internal sealed class Spool : IAsyncDisposable
{
    private readonly FileStream _file = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        Options = FileOptions.DeleteOnClose,
        BufferSize = 0,
    });

    public Stream Stream => _file;

    public async ValueTask CopyToAsync(Stream output, CancellationToken cancellation)
    {
        _file.Position = 0;
        await _file.CopyToAsync(output, cancellation);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
