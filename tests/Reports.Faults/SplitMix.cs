namespace Reports.Faults;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): numbers that follow from a seed on every machine.</summary>
public struct SplitMix(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15;

    public ulong Below(ulong bound)
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) % bound;
    }
}
