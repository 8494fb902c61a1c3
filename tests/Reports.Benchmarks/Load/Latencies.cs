using Reports.Benchmarks.Measuring;

namespace Reports.Benchmarks.Load;

/// <summary>How long each of many things took, in milliseconds.</summary>
public sealed class Latencies(IEnumerable<double> milliseconds)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    public double At(double share) => Statistics.Percentile(_sorted, share);
}
