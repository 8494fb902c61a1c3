using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Service.Integrity;

namespace Reports.Cli.Commands;

/// <summary><c>reports tiles export|rebuild</c></summary>
internal static class TilesCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "Where the files go." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "tiles",
            """
            The hash tree of the ledger, as files.

            Examples:
              reports tiles export /var/www/ledger
              reports tiles rebuild
            """);
        var export = new Command(
            "export",
            "Write the checkpoint, the tree and all entries as static files (C2SP tlog-tiles) that any web server can give out.\n\nExample:\n  reports tiles export /var/www/ledger")
        {
            Folder,
        };
        export.SetAction((parsed, cancellation) => ExportAsync(context, parsed, cancellation));
        var rebuild = new Command("rebuild", "Make the tiles beside the ledger again, when 'reports verify' found them damaged.\n\nExample:\n  reports tiles rebuild");
        rebuild.SetAction((parsed, cancellation) => RebuildAsync(context, parsed, cancellation));
        command.With(IntegrityOptions.Folder);
        command.Subcommands.Add(export);
        command.Subcommands.Add(rebuild);
        return command;
    }

    private static async Task<int> ExportAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        using var line = new ProgressLine("exporting", context.Time);
        var exported = await context.Mediator.Send(
            new ExportTiles(log, IntegrityOptions.FilesOf(parsed, log.Name), parsed.GetValue(Folder)!, await IntegrityOptions.HashingAsync(line, log, cancellation)), cancellation);
        if (CommandContext.IsJson(parsed))
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("size", exported.Signed.Checkpoint.Size);
                json.WriteNumber("written", exported.Written);
                json.WriteEndObject();
            });
        else context.Screen.Line($"{exported.Written} files written; the checkpoint is of size {exported.Signed.Checkpoint.Size}");
        return ExitCodes.Done;
    }

    private static async Task<int> RebuildAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        using var line = new ProgressLine("hashing", context.Time);
        var state = await context.Mediator.Send(
            new RebuildTiles(log, IntegrityOptions.FilesOf(parsed, log.Name), await IntegrityOptions.HashingAsync(line, log, cancellation)), cancellation);
        if (CommandContext.IsJson(parsed))
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("size", state.Size);
                json.WriteString("root", state.Root.ToString());
                json.WriteEndObject();
            });
        else context.Screen.Line($"{state.Size} events, root {state.Root}");
        return ExitCodes.Done;
    }
}
