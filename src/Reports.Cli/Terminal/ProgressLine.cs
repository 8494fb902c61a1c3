using System.Globalization;

namespace Reports.Cli.Terminal;

/// <summary>One line on standard error that says how far a long piece of work is: rate and what is left. Quiet in a pipe.</summary>
internal sealed class ProgressLine(string what, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly bool _isShown = !Console.IsErrorRedirected;
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _last;
    private bool _hasLine;

    /// <param name="done">So far.</param>
    /// <param name="total">0 where nobody knows.</param>
    public void Report(long done, long total)
    {
        if (!_isShown) return;
        var elapsed = time.GetElapsedTime(_started);
        if (elapsed - _last < Interval) return;
        _last = elapsed;
        _hasLine = true;
        var rate = done / Math.Max(elapsed.TotalSeconds, 0.001);
        var left = TimeSpan.FromSeconds(rate > 0 ? (total - done) / rate : 0);
        Console.Error.Write(total == 0
            ? string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{what}: {done:N0}, {rate:N0}/s")
            : string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{what}: {done:N0} of {total:N0}, {rate:N0}/s, {left:hh\\:mm\\:ss} left"));
    }

    public void Dispose()
    {
        if (_hasLine) Console.Error.Write("\r\u001b[K");
    }
}
