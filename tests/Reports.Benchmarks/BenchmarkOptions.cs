using System.Globalization;

namespace Reports.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Facts">Facts of the generated ledger; null for the benchmark's own number.</param>
/// <param name="Rows">Rows of a file that is imported; null for the benchmark's own number.</param>
/// <param name="Seed">Seeds the ledger and the questions.</param>
/// <param name="Runs">Runs that a median is taken over.</param>
/// <param name="Folder">Where ledgers are made; they are kept for the next run.</param>
/// <param name="Json">Print JSON.</param>
public sealed record BenchmarkOptions(string Name, long? Facts, long? Rows, int Seed, int Runs, string Folder, bool Json)
{
    public const string Usage = "usage: NAME [--facts N] [--rows N] [--seed S] [--runs R] [--dir DIR] [--json]";

    /// <exception cref="FormatException">Not a command line of the benchmarks.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0) throw new FormatException(Usage);
        var options = new BenchmarkOptions(arguments[0], null, null, 1, 5, Path.Combine(Path.GetTempPath(), "reports-benchmarks"), false);
        for (var i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] == "--json")
            {
                options = options with { Json = true };
                continue;
            }

            if (i + 1 == arguments.Count) throw new FormatException($"'{arguments[i]}' needs a value; {Usage}");
            var value = arguments[++i];
            options = arguments[i - 1] switch
            {
                "--facts" => options with { Facts = Whole(value, 1_000, 100_000_000) },
                "--rows" => options with { Rows = Whole(value, 1_000, 100_000_000) },
                "--seed" => options with { Seed = (int)Whole(value, 0, int.MaxValue) },
                "--runs" => options with { Runs = (int)Whole(value, 1, 1_000) },
                "--dir" => options with { Folder = Path.GetFullPath(value) },
                _ => throw new FormatException($"'{arguments[i - 1]}' is no option; {Usage}"),
            };
        }

        return options;
    }

    private static long Whole(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{text}' is not a whole number from {least} to {most}");
}
