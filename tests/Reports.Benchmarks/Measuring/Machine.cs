using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reports.Benchmarks.Measuring;

/// <summary>What the figures were measured on.</summary>
public sealed record Machine(int Cores, double MemoryGigabytes, string Processor, string System, string Runtime)
{
    public static Machine Current() => new(
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        ProcessorName(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <summary>Bytes of this process in memory, as the kernel counts them; the working set elsewhere than on Linux.</summary>
    public static long ResidentBytes() => OfStatus("VmRSS:") ?? Environment.WorkingSet;

    /// <summary>The most bytes of this process that ever were in memory.</summary>
    public static long PeakResidentBytes()
    {
        using var self = Process.GetCurrentProcess();
        return OfStatus("VmHWM:") ?? self.PeakWorkingSet64;
    }

    private static long? OfStatus(string name)
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status)) return null;
        var line = File.ReadLines(Status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Cores} cores ({Processor}), {MemoryGigabytes:0.0} GB, {System}, {Runtime}");

    private static string ProcessorName()
    {
        const string Processors = "/proc/cpuinfo";
        if (!File.Exists(Processors)) return RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines(Processors).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
