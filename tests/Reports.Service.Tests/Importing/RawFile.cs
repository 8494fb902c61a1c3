using System.Globalization;
using DuckDB.NET.Data;

namespace Reports.Service.Tests.Importing;

/// <summary>The raw files of a data set as DuckDB reads them: whatever an import counts is counted here without it.</summary>
/// <param name="files">Names of <c>shared/data</c>, each with the name that it has in queries.</param>
internal sealed class RawFile(params (string View, string File)[] files)
{
    /// <param name="select">A query of one number.</param>
    public long Number(string select) => (long)Rows($"SELECT '', ({select})::double")[0].Number;

    /// <param name="select">A query of a text and a number.</param>
    public List<(string Key, decimal Number)> Rows(string select)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        foreach (var (view, file) in files)
        {
            command.CommandText = $"CREATE VIEW {view} AS FROM read_csv('{SharedData.PathOf(file)}', header = true, sample_size = -1, quote = '\"', escape = '\"', nullstr = ['NA', ''])";
            command.ExecuteNonQuery();
        }

        command.CommandText = select;
        using var reader = command.ExecuteReader();
        var rows = new List<(string, decimal)>();
        while (reader.Read()) rows.Add((reader.IsDBNull(0) ? "" : reader.GetString(0), reader.IsDBNull(1) ? 0 : Convert.ToDecimal(reader.GetValue(1), CultureInfo.InvariantCulture)));
        return rows;
    }
}
