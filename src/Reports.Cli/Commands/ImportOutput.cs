using System.Globalization;
using Reports.Cli.Terminal;
using Reports.Domain.Facts;
using Reports.Domain.Text;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;

namespace Reports.Cli.Commands;

/// <summary>Mappings and imports for a person.</summary>
internal static class ImportOutput
{
    private const int NamesTold = 20;

    /// <summary>Characters of a line in the columns of a mapping, which fit a terminal of 120.</summary>
    private const int NameCharacters = 36;

    private const int BecomesCharacters = 62;

    private static readonly string[] MappingColumns = ["column", "", "becomes"];

    private static readonly string[] NameColumns = ["name", "", "id"];

    public static void Write(Screen screen, FormatMapping mapping)
    {
        screen.Heading($"{mapping.Name}: {mapping.Summary}");
        screen.Table(MappingColumns, mapping.Columns.SelectMany(Rows));
        foreach (var rule in mapping.Rules) screen.Line($"- {rule}");
    }

    public static void Write(Screen screen, TextWriter error, ImportReport report)
    {
        if (report.IsDryRun) Names(screen, report);
        foreach (var problem in report.Problems)
            error.WriteLine(SafeText.Show(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.File}:{problem.Line}: row {problem.Row}{(problem.Column.Length > 0 ? $", {problem.Column}" : "")}: {problem.Reason}{(problem.Value.Length > 0 ? $": '{problem.Value}'" : "")}")));
        if (report.Rejected > report.Problems.Count) error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {report.Rejected - report.Problems.Count} more rows, all in the reject file"));
        foreach (var ambiguous in report.Ambiguous.Take(NamesTold)) error.WriteLine(SafeText.Show(ambiguous));
        if (report.Ambiguous.Count > NamesTold) error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {report.Ambiguous.Count - NamesTold} more names that several share; --json has all"));
        foreach (var notice in report.Notices) error.WriteLine(SafeText.Show(notice));

        screen.Line($"{report.File}: {N(report.Rows)} rows: {N(report.Taken)} {(report.IsDryRun ? "can be taken" : "taken")}, {N(report.Rejected)} rejected{(report.RejectFile is { } file ? $" ({file})" : "")}");
        screen.Line(Counts("sources", ("new", report.NewSources), ("changed", report.ChangedSources), ("withdrawn", report.WithdrawnSources), ("unchanged", report.UnchangedSources)));
        screen.Line(Counts("facts", ("new", report.NewFacts), ("corrected", report.CorrectedFacts), ("retracted", report.RetractedFacts), ("unchanged", report.UnchangedFacts)));
        if (report.FlaggedFacts > 0)
            screen.Line($"  flagged: {N(report.FlaggedFacts)} facts: {string.Join(", ", report.Flags.Select(f => $"{FactFlags.Vocabulary.Word(f.Key)} {N(f.Value)}"))}");
        if (report.NewPlaces + report.NewActors + report.NewOutlets > 0)
            screen.Line(Counts("defined", ("places", report.NewPlaces), ("actors", report.NewActors), ("outlets", report.NewOutlets)));
        if (report.NewBoundaries + report.ChangedBoundaries + report.UnchangedBoundaries > 0)
            screen.Line(Counts("boundaries", ("new", report.NewBoundaries), ("changed", report.ChangedBoundaries), ("unchanged", report.UnchangedBoundaries)));
        screen.Line(report.IsDryRun ? "nothing was recorded: a dry run" : report.To > report.From
            ? string.Create(CultureInfo.InvariantCulture, $"positions {report.From + 1} to {report.To} recorded") : "nothing new to record");
    }

    private static void Names(Screen screen, ImportReport report)
    {
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Names: {report.Names.Count(n => !n.IsNew)} are known, {report.Names.Count(n => n.IsNew)} would be defined"));
        screen.Table(NameColumns, report.Names.OrderBy(n => n.IsNew).Take(NamesTold).Select(n => (
            (string[])[n.Name, n.IsNew ? $"new {n.Kind}" : n.Kind, n.Id], Tone.Plain)));
        if (report.Names.Count > NamesTold) screen.Line(string.Create(CultureInfo.InvariantCulture, $"and {report.Names.Count - NamesTold} more; --json has all"));
        screen.Line();
    }

    /// <summary>Several columns of a file stand one below the other, and what becomes of them beside the first ones, so that neither interrupts the other.</summary>
    private static IEnumerable<(string[] Cells, Tone Tone)> Rows(MappedColumn column)
    {
        var (names, becomes) = (Wrapped(column.Names, ", ", NameCharacters), Wrapped(column.Becomes.Split(' '), " ", BecomesCharacters));
        for (var i = 0; i < Math.Max(names.Count, becomes.Count); i++)
            yield return ([names.ElementAtOrDefault(i) ?? "", i == 0 && !column.IsRequired ? "optional" : "", becomes.ElementAtOrDefault(i) ?? ""], Tone.Plain);
    }

    private static List<string> Wrapped(IEnumerable<string> words, string separator, int characters)
    {
        var lines = new List<string> { "" };
        foreach (var word in words)
        {
            if (lines[^1].Length > 0 && lines[^1].Length + separator.Length + word.Length > characters)
            {
                lines[^1] += separator.TrimEnd();
                lines.Add(word);
            }
            else
            {
                lines[^1] += lines[^1].Length == 0 ? word : separator + word;
            }
        }

        return lines;
    }

    private static string Counts(string what, params (string Name, long Number)[] counts)
    {
        var told = counts.Where(c => c.Number > 0).Select(c => $"{N(c.Number)} {c.Name}").ToList();
        return $"  {what}: {(told.Count == 0 ? "none" : string.Join(", ", told))}";
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
