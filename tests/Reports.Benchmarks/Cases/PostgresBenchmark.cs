using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// Every district's status today and every disputed figure: our views against PostgreSQL's materialized views over the same
/// facts, which have to be refreshed whole after each write.
/// </summary>
public static class PostgresBenchmark
{
    private const long DefaultFacts = 1_000_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        await using var ours = await OurViews.OpenAsync(options, facts);
        FactTable.Obtain(options.Folder, facts, options.Seed);
        // In the system's folder: the server's own account has to get there.
        var folder = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"reports-postgres-{Environment.ProcessId}"));
        var port = FreePort();
        Script("start", folder, port);
        try
        {
            var theirs = new PairedTimes();
            await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=reports;Database=postgres;Command Timeout=600");
            var load = await Clock.SecondsAsync(() => LoadAsync(source, options, facts));
            await ExecuteAsync(source, $"CREATE MATERIALIZED VIEW statuses AS {ViewSql.Status(Generator.LastDay.Number)}");
            await ExecuteAsync(source, $"CREATE MATERIALIZED VIEW disputed AS {ViewSql.Disputed}");
            for (var run = 0; run < options.Runs; run++)
            {
                ours.Measure();
                theirs.Status.Add(await Clock.SecondsAsync(() => ExecuteAsync(source, "REFRESH MATERIALIZED VIEW statuses")));
                theirs.Disputed.Add(await Clock.SecondsAsync(() => ExecuteAsync(source, "REFRESH MATERIALIZED VIEW disputed")));
            }

            theirs.Districts = await ScalarAsync(source, "SELECT count(*) FROM statuses");
            theirs.Figures = await ScalarAsync(source, "SELECT count(*) FROM disputed");
            return new Result("postgres", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, {options.Runs} runs"),
                [new Figure("bulk load by COPY, one transaction, indexed", facts / load, "facts/s"), .. OurViews.Compare(ours, theirs, "PostgreSQL")]);
        }
        finally
        {
            Script("stop", folder, port);
        }
    }

    private static async Task LoadAsync(NpgsqlDataSource source, BenchmarkOptions options, long facts)
    {
        await ExecuteAsync(source, $"CREATE TABLE facts ({FactTable.Columns}); CREATE TABLE ends ({FactTable.EndColumns});");
        await CopyAsync(source, "facts", FactTable.PathOf(options.Folder, facts, options.Seed));
        await CopyAsync(source, "ends", FactTable.EndsPathOf(options.Folder, facts, options.Seed));
        await ExecuteAsync(source, "ALTER TABLE facts ADD PRIMARY KEY (position); CREATE INDEX ON facts (about); ANALYZE;");
    }

    private static async Task CopyAsync(NpgsqlDataSource source, string table, string path)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginTextImportAsync($"COPY {table} FROM STDIN (FORMAT csv)");
        using var file = new StreamReader(path);
        var buffer = new char[1 << 16];
        for (var read = await file.ReadAsync(buffer); read > 0; read = await file.ReadAsync(buffer))
            await copy.WriteAsync(buffer.AsMemory(0, read));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Script(string action, string folder, int port)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "postgres.sh"), action, folder, port.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var script = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start");
        script.WaitForExit();
        if (script.ExitCode != 0) throw new InvalidOperationException($"postgres.sh {action} failed with exit code {script.ExitCode}");
    }
}
