using System.Runtime.CompilerServices;
using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting.Reading;

/// <summary>
/// The facts that stand at a cut, source by source in the order in which sources were reported: which they are the views know, what they
/// say the log. They are given as they read: under the merges and splits of the cut, and with the grade that counts there.
/// </summary>
internal static class FactReading
{
    private const int FactsTogether = 2_048;

    public static async IAsyncEnumerable<IReadOnlyList<ExportedSource>> ReadAsync(
        Ledger ledger, Cut cut, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var views = ledger.Views;
        var reconciliations = views.Gazetteer(cut.At).Reconciliations;
        await using var events = new SequentialEvents(ledger, cut.At!.Value);
        foreach (var page in views.SourcePages(cut, FactsTogether))
        {
            var sources = new List<ExportedSource>(page.Count);
            foreach (var source in page)
            {
                var (recorded, metadata) = await events.AtAsync(source.Position, cancellation);
                var header = recorded switch
                {
                    SourceReported e => e.Source,
                    SourceCorrected e => e.Source,
                    _ => throw new InvalidOperationException($"position {source.Position} holds no header of a source"),
                };
                var facts = new List<FactRow>(source.Facts.Count);
                foreach (var view in source.Facts)
                {
                    var (reported, by) = await events.AtAsync(view.Position, cancellation);
                    var fact = reported.Reported ?? throw new InvalidOperationException($"position {view.Position} holds no fact");
                    facts.Add(new FactRow(header, reconciliations.Read(fact, view.Id) with { Grade = view.Grade }, view, by));
                }

                sources.Add(new ExportedSource(header, source.Position, metadata, facts));
            }

            yield return sources;
        }
    }
}
