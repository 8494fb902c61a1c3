using System.Diagnostics;

namespace Reports.Benchmarks.Measuring;

/// <summary>Measures wall time by the monotonic clock.</summary>
public static class Clock
{
    public static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Processor time of all threads of this process so far: on a machine that others use it tells more than the wall clock.</summary>
    public static double ProcessorSeconds()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    public static async Task<double> SecondsAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
