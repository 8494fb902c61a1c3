using System.Globalization;
using System.Text.Json;

namespace Reports.Benchmarks.Measuring;

/// <summary>Prints results, for people or as JSON.</summary>
public static class Table
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(Machine machine, IReadOnlyList<Result> results, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(new { machine, results }, Json));
            return;
        }

        output.WriteLine(machine);
        foreach (var result in results) Print(result, output);
    }

    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static void Print(Result result, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{result.Name} ({result.Setting})");
        var what = result.Figures.Max(f => f.What.Length);
        var unit = result.Figures.Max(f => f.Unit.Length);
        foreach (var figure in result.Figures)
        {
            var target = figure.Target is null ? "" : $"  {figure.Target,-12} {(figure.IsMet == true ? "met" : "MISSED")}";
            output.WriteLine($"  {figure.What.PadRight(what)}  {Number(figure.Value),12} {figure.Unit.PadRight(unit)}{target}".TrimEnd());
        }
    }
}
