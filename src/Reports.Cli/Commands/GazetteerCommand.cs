using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports gazetteer [NAME]</c>; its subcommands are in <see cref="GazetteerReconciling"/>.</summary>
internal static class GazetteerCommand
{
    private static readonly string[] Columns = ["id", "name", "kind", "within", "other names"];

    private static readonly Argument<string?> Name = new("name")
    {
        Description = "A place, actor or outlet by id, name or alias. Without it: all of them.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Ambiguous = new("--ambiguous") { Description = "Only names that several places, actors or outlets share." };

    public static Command Create(CommandContext context)
    {
        var command = new Command("gazetteer", "Places, actors and outlets with their trees and spellings.\n\nExample:\n  reports gazetteer Daesh")
        {
            Name, Ambiguous,
        };
        command.With(CommonOptions.At);
        command.Subcommands.Add(GazetteerReconciling.Merge(context));
        command.Subcommands.Add(GazetteerReconciling.Split(context));
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var (entries, tree, _) = await context.Mediator.Send(new GetGazetteer(ledger, new CutRequest(At: parsed.GetValue(CommonOptions.At))), cancellation);
        if (parsed.GetValue(Ambiguous)) return ShowAmbiguous(context, parsed, tree);
        if (parsed.GetValue(Name) is { } name) entries = Named(tree, entries, name);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(entries, GazetteerJson.Write);
            return ExitCodes.Done;
        }

        foreach (var kind in entries.GroupBy(e => e.Kind))
        {
            context.Screen.Heading(kind.Key + "s");
            context.Screen.Table(Columns, kind.Select(e => ((string[])[e.Id, e.Name, e.Type, e.Within ?? "", string.Join(", ", e.Aliases)], Tone.Plain)));
        }

        return ExitCodes.Done;
    }

    private static List<GazetteerEntry> Named(GazetteerTree tree, IReadOnlyList<GazetteerEntry> entries, string name)
    {
        var found = new List<GazetteerEntry>();
        var problem = "";
        foreach (var (kind, index) in ((string, NameIndex)[])[("outlet", tree.OutletNames), ("actor", tree.ActorNames), ("place", tree.PlaceNames)])
            if (index.TryFind(name, out var id, out var why)) found.AddRange(entries.Where(e => e.Kind == kind && e.Id == id));
            else if (problem.Length == 0 || why.Contains("mean", StringComparison.Ordinal)) problem = why;
        return found.Count > 0 ? found : throw new RefusedException(problem);
    }

    private static int ShowAmbiguous(CommandContext context, ParseResult parsed, GazetteerTree tree)
    {
        var shared = tree.PlaceNames.Ambiguous.Select(a => ("place", a.Key, a.Ids))
            .Concat(tree.SpeakerNames.Ambiguous.Select(a => ("actor or outlet", a.Key, a.Ids))).ToList();
        if (CommandContext.IsJson(parsed))
            context.Screen.Json(shared, (json, item) =>
            {
                json.WriteStartObject();
                json.WriteString("kind", item.Item1);
                json.WriteString("name", item.Key);
                json.WriteStartArray("ids");
                foreach (var id in item.Ids) json.WriteStringValue(id);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        else if (shared.Count == 0) context.Screen.Line("no name is shared");
        else
            foreach (var (kind, key, ids) in shared) context.Screen.Line($"{kind} '{key}': {string.Join(", ", ids)}");
        return ExitCodes.Done;
    }
}
