namespace Reports.Benchmarks.Generation;

/// <summary>Draws ranks by Zipf's law with exponent 1: the n-th rank is drawn 1/n as often as the first. Constant time (Vose's alias method).</summary>
public sealed class Zipf
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    public Zipf(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _keep = new double[count];
        _alias = new int[count];
        var total = 0.0;
        for (var i = 1; i <= count; i++) total += 1.0 / i;
        var scaled = new double[count];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < count; i++)
        {
            scaled[i] = count / (i + 1.0) / total;
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var low = small.Pop();
            var high = large.Pop();
            _keep[low] = scaled[low];
            _alias[low] = high;
            scaled[high] = scaled[high] + scaled[low] - 1;
            (scaled[high] < 1 ? small : large).Push(high);
        }

        foreach (var rest in small.Concat(large)) _keep[rest] = 1;
    }

    public int Draw(Random random)
    {
        var rank = random.Next(_keep.Length);
        return random.NextDouble() < _keep[rank] ? rank : _alias[rank];
    }
}
