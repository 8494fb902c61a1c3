using System.Text;
using System.Text.RegularExpressions;
using Reports.EventStore.Log;

namespace Reports.Service.Protocol.Reading;

/// <summary>What of an event a filter looks at.</summary>
internal enum FilterSubject
{
    Stream,
    EventType,
}

/// <summary>
/// Which events of the whole log a reader wants, by prefixes (ordinal, any of them) or by a regular expression over the stream's
/// name or the event type. Bounded in size and in time. One instance serves one call: it remembers what it found last.
/// </summary>
internal sealed class EventSelection
{
    public const int MostPrefixes = 200;
    public const int PatternCharacters = 1000;

    /// <summary>Both names are at most 200 characters long: a match takes microseconds, or something is wrong with the pattern.</summary>
    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(50);

    private readonly FilterSubject _subject;
    private readonly byte[][] _prefixes;
    private readonly Regex? _pattern;
    private readonly Dictionary<string, bool> _types = new(StringComparer.Ordinal);
    private readonly byte[] _last = new byte[StreamName.MaxLength];
    private int _lastLength;
    private bool _lastMatched;

    private EventSelection(FilterSubject subject, byte[][] prefixes, Regex? pattern)
    {
        _subject = subject;
        _prefixes = prefixes;
        _pattern = pattern;
    }

    /// <exception cref="ArgumentException">More or longer prefixes than are taken, or none.</exception>
    public static EventSelection StartsWith(FilterSubject subject, IReadOnlyCollection<string> prefixes)
    {
        if (prefixes.Count == 0) throw new ArgumentException("a filter has a regular expression or prefixes");
        if (prefixes.Count > MostPrefixes) throw new ArgumentException($"a filter of {prefixes.Count} prefixes; at most {MostPrefixes}");
        if (prefixes.Any(p => p.Length > StreamName.MaxLength)) throw new ArgumentException($"a prefix has at most {StreamName.MaxLength} characters");
        return new EventSelection(subject, [.. prefixes.Select(Encoding.UTF8.GetBytes)], null);
    }

    /// <exception cref="ArgumentException">Not a regular expression, or one that is too long or takes too long.</exception>
    public static EventSelection Matching(FilterSubject subject, string pattern)
    {
        if (pattern.Length > PatternCharacters) throw new ArgumentException($"a regular expression of {pattern.Length} characters; at most {PatternCharacters}");
        try
        {
            var selection = new EventSelection(subject, [], Compile(pattern));
            // A pattern that takes too long is refused before anything was read for it.
            _ = selection._pattern!.IsMatch(new string('a', StreamName.MaxLength));
            return selection;
        }
        catch (RegexParseException e)
        {
            throw new ArgumentException($"not a regular expression: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ArgumentException("the regular expression takes too long", e);
        }
    }

    /// <exception cref="ArgumentException">The regular expression takes too long for a name of this log.</exception>
    public bool Matches(in RecordedEvent recorded)
    {
        var text = (_subject == FilterSubject.Stream ? recorded.Stream : recorded.Type).Span;
        // The events of a source mostly follow one another.
        if (text.SequenceEqual(_last.AsSpan(0, _lastLength))) return _lastMatched;
        var matches = _pattern is null ? StartsWithAny(text) : IsMatch(text);
        if (text.Length <= _last.Length)
        {
            text.CopyTo(_last);
            (_lastLength, _lastMatched) = (text.Length, matches);
        }

        return matches;
    }

    /// <summary>In time linear in the text where the pattern allows; with look-around and references under a clock.</summary>
    private static Regex Compile(string pattern)
    {
        const RegexOptions Common = RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern, Common | RegexOptions.NonBacktracking, MatchTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Common, MatchTime);
        }
    }

    private bool StartsWithAny(ReadOnlySpan<byte> text)
    {
        foreach (var prefix in _prefixes)
            if (text.StartsWith(prefix))
                return true;
        return false;
    }

    private bool IsMatch(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[StreamName.MaxLength];
        characters = characters[..Encoding.ASCII.GetChars(text, characters)];
        try
        {
            if (_subject == FilterSubject.Stream) return _pattern!.IsMatch(characters);
            var known = _types.GetAlternateLookup<ReadOnlySpan<char>>();
            if (known.TryGetValue(characters, out var matches)) return matches;
            // A ledger has a dozen types.
            return known[characters] = _pattern!.IsMatch(characters);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ArgumentException("the regular expression takes too long", e);
        }
    }
}
