namespace Reports.Service.Ingest;

/// <summary>
/// Room for the stored bytes of many events, in pieces that are taken again for the next: millions of small arrays that live as long as
/// an append would cost the collector more than they cost to write. Not thread safe; handed from one thread to the next.
/// </summary>
internal sealed class PooledBytes
{
    /// <summary>Below what the collector takes for large.</summary>
    private const int PieceBytes = 64 * 1024;

    private readonly List<byte[]> _pieces = [];
    private int _piece;
    private int _used;

    /// <summary>A copy that stays until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> bytes)
    {
        // What is larger than a piece is rare, and has memory of its own.
        if (bytes.Length > PieceBytes) return bytes.ToArray();
        if (_pieces.Count == 0 || _used + bytes.Length > PieceBytes)
        {
            if (_pieces.Count > 0) _piece++;
            if (_piece == _pieces.Count) _pieces.Add(GC.AllocateUninitializedArray<byte>(PieceBytes));
            _used = 0;
        }

        var copy = _pieces[_piece].AsMemory(_used, bytes.Length);
        bytes.CopyTo(copy.Span);
        _used += bytes.Length;
        return copy;
    }

    /// <summary>Gives all of the room to what comes next: nothing that was added may be looked at any more.</summary>
    public void Clear() => (_piece, _used) = (0, 0);
}
