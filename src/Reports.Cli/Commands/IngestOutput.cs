using Reports.Cli.Terminal;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Ingest;
using Reports.Service.Output;

namespace Reports.Cli.Commands;

/// <summary>An ingest's report for people: what became of each file, then what changed. Errors go to standard error.</summary>
internal static class IngestOutput
{
    private const int FilesShown = 200;

    public static void Write(Screen screen, TextWriter error, IngestReport report, GazetteerTree names, bool isDryRun = false)
    {
        foreach (var file in report.Files.Take(FilesShown))
        {
            if (file.Errors.IsEmpty) screen.Line($"{file.File}: {Outcome(file)}");
            foreach (var notice in file.Notices) screen.Line($"  note: {notice}");
        }

        if (report.Files.Length > FilesShown) screen.Line($"… and {Sentences.Count(report.Files.Length - FilesShown, "other file")}; --json has them all");
        foreach (var file in report.Files)
        {
            foreach (var problem in file.Errors) error.WriteLine(SafeText.Show(problem.ToString()));
            if (!file.Errors.IsEmpty) error.WriteLine(SafeText.Show($"{file.File}: refused; nothing of it was taken"));
        }

        if (isDryRun)
        {
            screen.Line($"dry run: nothing was recorded; the ledger stays at position {report.To}");
            if (!report.IsPreviewed) screen.Line("too much of the ledger bears on this to say which views it would change");
            else if (report.WouldRecord > 0) ViewTables.Changes(screen, report.Changes, names, isPreview: true);
            return;
        }

        screen.Line(report.To == report.From
            ? $"nothing new; the ledger stays at position {report.To}"
            : $"positions {report.From + 1} to {report.To} recorded");
        ViewTables.Changes(screen, report.Changes, names);
    }

    private static string Outcome(FileReport file)
    {
        var noun = file.Kind == FileKind.Gazetteer ? "definition" : "fact";
        var parts = new List<string>();
        if (file.New > 0) parts.Add($"{file.New} new");
        if (file.HeaderCorrected) parts.Add("header corrected");
        if (file.Corrected.Length > 0) parts.Add($"{file.Corrected.Length} corrected ({string.Join(", ", file.Corrected)})");
        if (file.Retracted.Length > 0) parts.Add($"{file.Retracted.Length} retracted ({string.Join(", ", file.Retracted)})");
        if (file.Unchanged > 0) parts.Add($"{file.Unchanged} unchanged");
        if (parts.Count == 0) parts.Add("nothing");
        return $"{string.Join(", ", parts)} ({noun}s)";
    }
}
