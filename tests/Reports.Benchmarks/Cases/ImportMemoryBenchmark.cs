using System.Diagnostics;
using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.EventStore.Embedded;
using Reports.Service.Importing.Running;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// What an import holds, beside the views that grow by its facts: the live heap near its end, above what is left when it is over. What is
/// resident at most has garbage beside it, and the old tables of views that have just grown. Each size in a process of its own.
/// </summary>
public static class ImportMemoryBenchmark
{
    /// <summary>The name of the command that imports once, and prints three numbers of bytes.</summary>
    public const string Command = "import-once";

    private const long DefaultRows = 1_000_000;

    /// <summary>The target: no more than this, with a million rows as with a tenth of them.</summary>
    private const double Megabytes = 128;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var rows = options.Rows ?? DefaultRows;
        var figures = new List<Figure>();
        foreach (var size in (long[])[rows / 10, rows])
        {
            var (peak, held, left) = await MeasureAsync(options.Folder, size);
            var what = size.ToString("#,0", CultureInfo.InvariantCulture) + " rows";
            figures.Add(new Figure($"{what}, peak resident", peak / 1e6, "MB"));
            figures.Add(new Figure($"{what}, resident when it is over: the views, the process", left / 1e6, "MB"));
            figures.Add(Figure.AtMost($"{what}, live beside the views near the end", held / 1e6, "MB", Megabytes));
        }

        return new Result("import-memory", "control history", figures);
    }

    /// <summary>Imports a history in this process, and prints the most bytes that were resident, those the import held near its end, and those left.</summary>
    public static async Task OnceAsync(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder(options.Folder, Command);
        var set = DataSets.Control(folder.Path, options.Rows ?? DefaultRows);
        await using var ledger = await Ledger.OpenAsync(folder.File("import.db"), LedgerMode.Write, TimeProvider.System, "benchmarks");
        var nearEnd = new NearEnd(set.Rows * 9 / 10);
        await ImportBenchmark.ImportAsync(ledger, set, nearEnd);
        var peak = Machine.PeakResidentBytes();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var left = GC.GetTotalMemory(forceFullCollection: false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{peak} {Math.Max(0, nearEnd.Live - left)} {Machine.ResidentBytes()}"));
        GC.KeepAlive(ledger);
    }

    private static async Task<(double Peak, double Held, double Left)> MeasureAsync(string folder, long rows)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { Command, "--rows", rows.ToString(CultureInfo.InvariantCulture), "--dir", folder },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Run as a library of the runtime's own program, it is that program's first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Insert(0, typeof(ImportMemoryBenchmark).Assembly.Location);
        using var child = Process.Start(start) ?? throw new InvalidOperationException("the process that imports did not start");
        var printed = (await child.StandardOutput.ReadToEndAsync()).Split(' ');
        await child.WaitForExitAsync();
        if (child.ExitCode != 0) throw new InvalidOperationException($"the process that imports ended with exit code {child.ExitCode}");
        double Number(int i) => double.Parse(printed[i], CultureInfo.InvariantCulture);
        return (Number(0), Number(1), Number(2));
    }

    /// <summary>The live heap when an import has taken so many rows, once.</summary>
    private sealed class NearEnd(long rows) : IProgress<ImportProgress>
    {
        public long Live { get; private set; }

        public void Report(ImportProgress value)
        {
            if (Live == 0 && value.Rows >= rows) Live = GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}
