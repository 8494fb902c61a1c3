using System.Globalization;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>The cut that somebody asks for; what is not given is today, everything published, the head.</summary>
/// <param name="On">Valid date.</param>
/// <param name="PublishedBy">Only what was published by this day.</param>
/// <param name="At">Only what was recorded by this position.</param>
/// <param name="RecordedBy">Only what was recorded by this time; not together with <paramref name="At"/>.</param>
public sealed record CutRequest(Day? On = null, Day? PublishedBy = null, long? At = null, DateTimeOffset? RecordedBy = null)
{
    /// <exception cref="RefusedException">Both a position and a time, or a position that the ledger has not reached.</exception>
    public async Task<Cut> ResolveAsync(Ledger ledger, TimeProvider time, CancellationToken cancellation = default)
    {
        if (At is not null && RecordedBy is not null) throw new RefusedException("a cut has a position or a recorded time, not both");
        var head = ledger.Views.Position;
        if (At is < 0 || At > head) throw new RefusedException($"position {At} is not in the ledger, which goes from 0 to {head}");
        var at = At ?? (RecordedBy is { } recorded ? await ledger.PositionAtAsync(recorded, cancellation) : head);
        return new Cut(On ?? Today(time), PublishedBy, at);
    }

    /// <summary>
    /// Reads a cut from one text: a date alone is the valid date, a number alone a position; otherwise
    /// <c>on=DATE,published-by=DATE,at=POSITION,recorded-by=TIME</c>, each at most once.
    /// </summary>
    public static bool TryParse(string text, out CutRequest cut, out string problem)
    {
        (cut, problem) = (new CutRequest(), "");
        if (Day.TryParse(text, out var only)) return Take(ref cut, cut with { On = only });
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return Take(ref cut, cut with { At = position });
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(','))
        {
            var (name, value) = part.Split('=', 2) is [var n, var v] ? (n.Trim(), v.Trim()) : ("", part);
            problem = !names.Add(name) ? $"'{name}' stands twice" : name switch
            {
                "on" => Day.TryParse(value, out var on) && Take(ref cut, cut with { On = on }) ? "" : NoDate(value),
                "published-by" => Day.TryParse(value, out var by) && Take(ref cut, cut with { PublishedBy = by }) ? "" : NoDate(value),
                "at" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && Take(ref cut, cut with { At = at })
                    ? "" : $"'{value}' is not a log position such as 120",
                "recorded-by" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                    && Take(ref cut, cut with { RecordedBy = time }) ? "" : $"'{value}' is not a time such as 2026-11-23T12:00:00Z",
                _ => $"'{part}' is not part of a cut: write a date, a position, or on=DATE,published-by=DATE,at=POSITION,recorded-by=TIME",
            };
            if (problem.Length > 0) return false;
        }

        return true;
    }

    private static bool Take(ref CutRequest cut, CutRequest with)
    {
        cut = with;
        return true;
    }

    private static string NoDate(string value) => $"'{value}' is not a calendar date such as 2018-03-21";

    public static Day Today(TimeProvider time) => new((int)Math.Floor((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays));
}

/// <summary>Something that was asked for cannot be done as asked; the message says why. Exit code 1.</summary>
public class RefusedException(string message) : Exception(message);

/// <summary>What was asked for by name is not in the ledger at the cut.</summary>
public sealed class NotKnownException(string message) : RefusedException(message);
