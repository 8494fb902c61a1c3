using System.Globalization;
using DuckDB.NET.Data;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;

namespace Reports.Benchmarks.Cases;

/// <summary>Every district's status today and every disputed figure: our views against DuckDB's SQL over the same facts in Parquet.</summary>
public static class DuckDbBenchmark
{
    private const long DefaultFacts = 1_000_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        await using var ours = await OurViews.OpenAsync(options, facts);
        FactTable.Obtain(options.Folder, facts, options.Seed);
        var csv = FactTable.PathOf(options.Folder, facts, options.Seed);
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        await duck.OpenAsync();
        var parquet = csv + ".parquet";
        var names = string.Join(", ", FactTable.Columns.Split(", ").Select(c => $"'{c.Split(' ', 2)[0]}': '{c.Split(' ', 2)[1].Replace(" PRECISION", "", StringComparison.Ordinal)}'"));
        Execute(duck, $"COPY (SELECT * FROM read_csv('{csv}', header = false, columns = {{{names}}})) TO '{parquet}' (FORMAT parquet)");
        Execute(duck, $"COPY (SELECT * FROM read_csv('{FactTable.EndsPathOf(options.Folder, facts, options.Seed)}', header = false, columns = {{'fact': 'BIGINT', 'ended_at': 'BIGINT'}})) TO '{parquet}.ends' (FORMAT parquet)");
        Execute(duck, $"CREATE VIEW facts AS SELECT * FROM read_parquet('{parquet}')");
        Execute(duck, $"CREATE VIEW ends AS SELECT * FROM read_parquet('{parquet}.ends')");

        var theirs = new PairedTimes();
        for (var run = 0; run < options.Runs; run++)
        {
            ours.Measure();
            theirs.Status.Add(Clock.Seconds(() => theirs.Districts = Count(duck, ViewSql.Status(Generator.LastDay.Number))));
            theirs.Disputed.Add(Clock.Seconds(() => theirs.Figures = Count(duck, ViewSql.Disputed)));
        }

        return new Result("duckdb", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, {options.Runs} runs"), OurViews.Compare(ours, theirs, "DuckDB"));
    }

    private static void Execute(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Count(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        long rows = 0;
        while (reader.Read()) rows++;
        return rows;
    }
}
