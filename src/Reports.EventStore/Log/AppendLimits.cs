namespace Reports.EventStore.Log;

/// <summary>Checks an append against <see cref="LogLimits"/> before anything of it is written.</summary>
public static class AppendLimits
{
    /// <exception cref="ArgumentException">A stream without a name.</exception>
    /// <exception cref="LimitExceededException">An event, its type's name or the append is larger than the log takes.</exception>
    public static void Check(IReadOnlyList<StreamAppend> appends)
    {
        long bytes = 0;
        long count = 0;
        foreach (var append in appends)
        {
            if (append.Stream.Value is null) throw new ArgumentException("a stream has a name", nameof(appends));
            foreach (var e in append.Events)
            {
                var size = e.Data.Length + e.Metadata.Length;
                if (size > LogLimits.EventBytes)
                    throw new LimitExceededException($"an event of {size} bytes for stream '{append.Stream}'; at most {LogLimits.EventBytes}");
                if (e.Type.Length is 0 or > LogLimits.TypeLength || e.Type.AsSpan().ContainsAnyExceptInRange('!', '~'))
                    throw new LimitExceededException($"an event type has 1 to {LogLimits.TypeLength} printable ASCII characters; '{Domain.Text.SafeText.Show(e.Type)}' does not");
                bytes += size;
            }

            count += append.Events.Count;
        }

        if (count > LogLimits.BatchEvents) throw new LimitExceededException($"an append of {count} events; at most {LogLimits.BatchEvents}");
        if (bytes > LogLimits.BatchBytes) throw new LimitExceededException($"an append of {bytes} bytes; at most {LogLimits.BatchBytes}");
    }
}
