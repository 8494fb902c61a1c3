using System.Globalization;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Integrity;

/// <summary>What the checkpoints of a log, and the one that an auditor kept, say about the log as it is. Not thread safe.</summary>
internal sealed class CheckpointFindings
{
    private readonly VerifyLedger _request;
    private readonly Action<Damage> _found;
    private readonly List<(string Place, Checkpoint Checkpoint)> _trusted = [];
    private readonly LogKeys? _keys;

    /// <summary>Reads the history and checks its signatures.</summary>
    public CheckpointFindings(VerifyLedger request, Action<Damage> found)
    {
        _request = request;
        _found = found;
        var history = request.Files.History;
        var known = Read(DamageKind.Key, history.Path, history.Keys);
        _keys = known;
        if (request.Key is { } key)
        {
            if (known is not null && known.From(key) is null)
                found(new Damage(DamageKind.Key, history.Path, $"the key {key.Id:x8} of {key.Name} never was a key of this log"));
            _keys = known?.From(key) ?? new LogKeys(key);
        }

        foreach (var size in history.Sizes())
            if (Read(DamageKind.Checkpoint, history.PathOf(size), () => history.Read(size)) is { } signed)
                Trust(history.PathOf(size), signed, known ?? _keys, []);
        if (request.Kept is { } kept) Trust("the checkpoint that was kept", kept, _keys, request.Witnesses ?? []);
    }

    /// <summary>The sizes whose roots are wanted.</summary>
    public IEnumerable<long> Sizes => _trusted.Select(t => t.Checkpoint.Size);

    /// <summary>Sizes of the checkpoints that the log leads to.</summary>
    public IReadOnlyList<long> Led { get; private set; } = [];

    public long? KeptSize { get; private set; }

    /// <summary>Compares what was signed with what is there.</summary>
    /// <param name="tree">The tree of the log as it is.</param>
    /// <param name="size">Events of the log.</param>
    /// <param name="isRead">False when an event could not be read: then no root of the log is known, and the tiles must do.</param>
    /// <param name="places">Where the events are.</param>
    public void Compare(TreeCheck tree, long size, bool isRead, EventPlaces places)
    {
        var led = new SortedSet<long>();
        var failed = new List<Checkpoint>();
        foreach (var (place, checkpoint) in _trusted)
        {
            if (checkpoint.Size > size && isRead)
            {
                _found(new Damage(
                    DamageKind.Checkpoint, place,
                    string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Size} events were signed, and the log has {size}: missing are {places.Of(size + 1, checkpoint.Size)}"),
                    places.PositionOf(size + 1)));
            }
            else if (isRead && tree.RootAt(checkpoint.Size) != checkpoint.Root)
            {
                failed.Add(checkpoint);
                _found(new Damage(
                    DamageKind.Checkpoint, place, $"the log does not lead to its root {checkpoint.Root}: what was signed was changed", tree.Differing is [var first, ..] ? places.PositionOf(first.First) : null));
            }
            else if (isRead)
            {
                led.Add(checkpoint.Size);
                if (checkpoint == _request.Kept?.Checkpoint) KeptSize = checkpoint.Size;
            }
            else if (tree.TilesRootAt(checkpoint.Size) is { } kept && kept != checkpoint.Root)
            {
                _found(new Damage(DamageKind.Checkpoint, place, $"the tiles do not lead to its root {checkpoint.Root}"));
            }
        }

        Led = [.. led];
        Tell(tree, size, led, failed, places);
    }

    /// <summary>
    /// Names the positions where events and tiles differ, and which of the two was changed: what a checkpoint covers and its root
    /// belongs to was not.
    /// </summary>
    private void Tell(TreeCheck tree, long size, SortedSet<long> led, List<Checkpoint> failed, EventPlaces places)
    {
        var isSigned = failed.Concat(_trusted.Select(t => t.Checkpoint)).FirstOrDefault(c => !led.Contains(c.Size) && tree.TilesRootAt(c.Size) == c.Root);
        foreach (var (first, last) in tree.Differing)
        {
            var (place, position) = (places.Of(first, last), places.PositionOf(first));
            if (led.Count > 0 && last <= led.Max)
                _found(new Damage(DamageKind.Tile, TileOf(first), $"{place}: the hashes are not those of the events, which are as they were signed; {TreeFolder.Remedy}", position));
            else if (isSigned is not null && first <= isSigned.Size)
                _found(new Damage(DamageKind.Event, place, $"not what was signed in the checkpoint of size {isSigned.Size}", position));
            else
                _found(new Damage(DamageKind.Event, place, $"not what the tiles in {_request.Files.Tiles.Path} were made from, and no checkpoint says which of the two was changed", position));
        }

        if (tree.TilesSize > size)
            _found(new Damage(
                DamageKind.Event, places.Of(size + 1, tree.TilesSize),
                "missing: the tiles were made from more events than the log has", places.PositionOf(size + 1)));
        // Without tiles the checkpoints themselves say between which positions it was.
        if (failed.Count > 0 && tree.Differing.Count == 0)
        {
            var until = failed.Min(c => c.Size);
            var from = led.Where(s => s < until).DefaultIfEmpty(0).Max() + 1;
            _found(new Damage(
                DamageKind.Event, places.Of(from, until), "one or more of these is not what was signed", places.PositionOf(from)));
        }
    }

    private string TileOf(long number) =>
        Path.Combine(_request.Files.Tiles.Path, TilePath.OfHashes(0, (number - 1) / TilePath.Width));

    private void Trust(string place, SignedCheckpoint signed, LogKeys? keys, IReadOnlyList<VerifierKey> witnesses)
    {
        if (keys is null) _found(new Damage(DamageKind.Checkpoint, place, "there is no key of the log to check its signature with"));
        else if (!signed.TryVerify(keys.At(signed.Checkpoint.Size), witnesses, out _, out var error)) _found(new Damage(DamageKind.Checkpoint, place, error));
        else _trusted.Add((place, signed.Checkpoint));
    }

    private T? Read<T>(DamageKind kind, string place, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (LogDamagedException e)
        {
            _found(new Damage(kind, place, e.Message));
            return null;
        }
    }
}
