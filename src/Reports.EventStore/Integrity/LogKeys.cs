namespace Reports.EventStore.Integrity;

/// <summary>The keys of a log, one after another, each with the sizes that it may sign.</summary>
public sealed class LogKeys
{
    private readonly List<(VerifierKey Key, long From, long To)> _keys;

    /// <summary>A log that has had one key.</summary>
    public LogKeys(VerifierKey first) => _keys = [(first, 0, long.MaxValue)];

    private LogKeys(List<(VerifierKey, long, long)> keys) => _keys = keys;

    /// <summary>
    /// The keys that follow from one that somebody trusts, by rotations in any order. Those that lead up to the trusted key, and those of
    /// other logs, lead nowhere from it and are left out.
    /// </summary>
    /// <exception cref="FormatException">Two rotations hand the same key over, so that nobody can tell whose the log is; or one goes back.</exception>
    public static LogKeys Following(VerifierKey trusted, IEnumerable<KeyRotation> rotations)
    {
        var next = new Dictionary<VerifierKey, KeyRotation>();
        foreach (var rotation in rotations)
            if (!next.TryAdd(rotation.Old, rotation) && next[rotation.Old].Text != rotation.Text)
                throw new FormatException($"two rotations hand over from the key {rotation.Old.Id:x8}: keep both, they show that it was handed over twice");
        var keys = new LogKeys(trusted);
        // Each rotation is taken once, so that keys which hand over in a circle come to an end.
        while (next.Remove(keys.Current, out var rotation)) keys = keys.After(rotation);
        return keys;
    }

    /// <summary>The key that signs now.</summary>
    public VerifierKey Current => _keys[^1].Key;

    /// <summary>All keys, the first one first.</summary>
    public IReadOnlyList<VerifierKey> All => [.. _keys.Select(k => k.Key)];

    /// <summary>The keys that may have signed a checkpoint of a size: two at the size where one handed over.</summary>
    public IReadOnlyCollection<VerifierKey> At(long size) => [.. _keys.Where(k => k.From <= size && size <= k.To).Select(k => k.Key)];

    /// <summary>The keys after a rotation.</summary>
    /// <exception cref="FormatException">It is not one of the current key, or goes back.</exception>
    public LogKeys After(KeyRotation rotation)
    {
        if (rotation.Old != Current) throw new FormatException($"it hands over from the key {rotation.Old.Id:x8}, but {Current.Id:x8} was the key");
        if (rotation.After.Size < _keys[^1].From) throw new FormatException("it hands over before the key began");
        return new LogKeys([.. _keys[..^1], (Current, _keys[^1].From, rotation.After.Size), (rotation.New, rotation.After.Size, long.MaxValue)]);
    }

    /// <summary>
    /// The keys that follow from one that somebody trusts, such as an auditor who copied it before the key was rotated; null when it
    /// never was a key of this log.
    /// </summary>
    public LogKeys? From(VerifierKey trusted)
    {
        var first = _keys.FindIndex(k => k.Key == trusted);
        return first < 0 ? null : new LogKeys(_keys[first..]);
    }
}
