namespace Reports.Service.Coding;

/// <summary>Finds a key that stands twice. Most objects have few keys, and those are compared one by one.</summary>
internal struct DistinctKeys
{
    private const int Few = 16;

    private HashSet<string>? _many;

    /// <summary>False when the key is one of those before it.</summary>
    public bool Add(string key, List<(ScalarNode Key, DocumentNode Value)> before)
    {
        if (before.Count >= Few) return (_many ??= before.Select(e => e.Key.Text).ToHashSet(StringComparer.Ordinal)).Add(key);
        foreach (var (known, _) in before)
            if (known.Text == key)
                return false;
        return true;
    }
}
