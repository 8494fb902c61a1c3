using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Reports.Service.Access;

namespace Reports.Benchmarks.Load;

/// <summary>The server that is measured, in a process of its own, beside a bare one that does nothing but send bytes.</summary>
public sealed class LoadServer : IDisposable
{
    /// <summary>The name of the command that serves.</summary>
    public const string Command = "http-server";

    private readonly Process _process;

    private LoadServer(Process process, JsonElement line, string key)
    {
        _process = process;
        Port = line.GetProperty("port").GetInt32();
        BarePort = line.GetProperty("bare").GetInt32();
        Key = key;
    }

    public int Port { get; }

    public int BarePort { get; }

    /// <summary>Of somebody who may record.</summary>
    public string Key { get; }

    /// <param name="ledger">A ledger that is the server's alone.</param>
    public static async Task<LoadServer> StartAsync(string ledger)
    {
        var key = new KeyFile(KeyFile.Beside(ledger), TimeProvider.System).Create("writer", Role.Reporter, null).Text;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { ArgumentList = { Command, "--dir", ledger }, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the server did not start");
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended before it served");
        return new LoadServer(process, JsonDocument.Parse(line).RootElement, key);
    }

    /// <summary>Megabytes of it in memory, as the kernel counts them, and of what lives on its heap, once it has collected what does not.</summary>
    public async Task<(double Resident, double Live)> MemoryAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var live = double.Parse(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended"), CultureInfo.InvariantCulture);
        _process.Refresh();
        return (_process.WorkingSet64 / 1e6, live / 1e6);
    }

    /// <summary>Processor time of all of its threads so far.</summary>
    public double ProcessorSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public void Dispose()
    {
        // The end of what it reads ends it.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30))) _process.Kill();
        _process.Dispose();
    }

    /// <summary>Serves a ledger, and bytes beside it, until the end of standard input; each line of it asks for a look at the memory.</summary>
    public static async Task ServeAsync(string ledger)
    {
        await using var opened = await Service.Ledgers.Ledger.OpenAsync(ledger, EventStore.Embedded.LedgerMode.Write, TimeProvider.System, "benchmark");
        await using var server = await Service.Hosting.ReportsServer.StartAsync(
            opened, new Service.Hosting.ServerOptions { Port = 0, KeyFile = KeyFile.Beside(ledger) }, TimeProvider.System);
        await using var bare = await BareServer.StartAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"port\":{server.HttpAddress.Port},\"bare\":{bare.Port}}}"));
        while (await Console.In.ReadLineAsync() is not null)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
        }
    }
}
