using System.Numerics;

namespace Reports.Service.Protocol.Virtual;

/// <summary>
/// Positions of the log in ascending order, found by their number: one bit for each position of the log, and a count for every
/// 512 of them. A stream that most of the log belongs to costs an eighth of a byte an event. Not thread safe.
/// </summary>
internal sealed class PositionSet : IPositions
{
    private const int WordsPerBlock = 8;
    private const int BitsPerBlock = WordsPerBlock * 64;

    private readonly List<ulong> _words = [];

    /// <summary>By block: members before it.</summary>
    private readonly List<long> _before = [];

    public long Count { get; private set; }

    /// <param name="position">After every one before.</param>
    public void Add(long position)
    {
        var word = (int)(position / 64);
        while (_words.Count <= word)
        {
            if (_words.Count % WordsPerBlock == 0) _before.Add(Count);
            _words.Add(0);
        }

        _words[word] |= 1UL << (int)(position % 64);
        Count++;
    }

    public int CopyTo(long from, Span<long> positions)
    {
        if (from >= Count) return 0;
        var (word, skipped) = Find(from);
        var count = 0;
        for (; word < _words.Count && count < positions.Length; word++)
            for (var bits = _words[word]; bits != 0 && count < positions.Length; bits &= bits - 1)
            {
                if (skipped++ < from) continue;
                positions[count++] = (word * 64L) + BitOperations.TrailingZeroCount(bits);
            }

        return count;
    }

    /// <summary>The first word of the block that holds a member, and the members before it.</summary>
    private (int Word, long Before) Find(long number)
    {
        var (low, high) = (0, _before.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_before[middle] <= number) low = middle;
            else high = middle - 1;
        }

        return (low * BitsPerBlock / 64, _before[low]);
    }
}
