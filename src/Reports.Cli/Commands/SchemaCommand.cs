using System.CommandLine;
using Reports.Service.Queries;
using Reports.Service.Schemas;

namespace Reports.Cli.Commands;

/// <summary><c>reports schema [NAME]</c></summary>
internal static class SchemaCommand
{
    private static readonly Argument<string?> Name = new("name")
    {
        Description = "source-file, gazetteer-file, or an event type. Without it: their names.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "name",
    };

    private static readonly Option<string?> Out = new("--write") { Description = "Write every schema into this folder.", HelpName = "FOLDER" };

    public static Command Create(CommandContext context)
    {
        Name.CompletionSources.Add(_ => SchemaCatalog.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var command = new Command("schema", "JSON Schemas (draft 2020-12) of the source file, the gazetteer file and every event.\n\nExample:\n  reports schema source-file")
        {
            Name, Out,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(Out) is { } folder)
            {
                if (!Directory.Exists(folder)) throw new RefusedException($"there is no folder '{folder}'");
                foreach (var name in SchemaCatalog.Names) File.WriteAllText(Path.Combine(folder, SchemaCatalog.FileName(name)), SchemaCatalog.Text(name));
                return ExitCodes.Done;
            }

            if (parsed.GetValue(Name) is { } wanted)
            {
                if (!SchemaCatalog.Names.Contains(wanted)) throw new RefusedException($"unknown schema '{wanted}': {string.Join(", ", SchemaCatalog.Names)}");
                context.Screen.Raw(SchemaCatalog.Text(wanted));
            }
            else if (CommandContext.IsJson(parsed)) context.Screen.Json(SchemaCatalog.Names, (json, name) => json.WriteStringValue(name));
            else
                foreach (var name in SchemaCatalog.Names) context.Screen.Line(name);
            return ExitCodes.Done;
        });
        return command;
    }
}
