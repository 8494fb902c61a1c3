using System.CommandLine;
using System.Globalization;
using Reports.Cli.Settings;
using Reports.EventStore.Integrity;
using Reports.Service.Integrity;

namespace Reports.Cli.Commands;

/// <summary><c>reports witness create|cosign|show</c></summary>
internal static class WitnessCommand
{
    private static readonly string[] Columns = ["log", "size", "root"];

    private static readonly Argument<string> Asked = new("file") { Description = "The consistency proof, or a log's first checkpoint; - for standard input." };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "The witness's name in its cosignatures: unique, such as a URL without its scheme.",
        HelpName = "NAME",
        Required = true,
    };

    internal static readonly Option<string?> State = new Setting<string?>("witness", Readers.Text, flag: "--state")
    {
        IsPath = true,
        Description = "The witness's folder: its key, and the last checkpoint of each log. Default: REPORTS_WITNESS, or 'witness'.",
        HelpName = "FOLDER",
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "witness",
            """
            Be a witness of somebody's ledger: cosign its checkpoints, each only when it follows from the last.

            A log can show one history to you and another to others. Whoever asks for your cosignature on what they were shown knows that
            you saw the same. Needs no ledger.

            Examples:
              reports witness create --name witness.example.org/amira
              reports witness cosign first.checkpoint --key log.vkey > cosigned
              reports witness cosign growth.proof > cosigned
            """);
        var create = new Command("create", "Make the witness's key, in a folder for its owner alone.\n\nExample:\n  reports witness create --name witness.example.org/amira");
        create.With(Name, State);
        create.SetAction((parsed, cancellation) => CreateAsync(context, parsed, cancellation));
        var cosign = new Command(
            "cosign",
            "Check that a checkpoint follows from the last one, keep it, and print it with a cosignature.\n\nExamples:\n  reports witness cosign first.checkpoint --key log.vkey > cosigned\n  reports witness cosign growth.proof > cosigned")
        {
            Asked,
        };
        cosign.With(State, IntegrityOptions.Key, IntegrityOptions.Rotations);
        cosign.SetAction((parsed, cancellation) => CosignAsync(context, parsed, cancellation));
        var show = new Command("show", "Show the witness's public key, and the last checkpoint of each log.\n\nExample:\n  reports witness show --json");
        show.With(State);
        show.SetAction((parsed, cancellation) => ShowAsync(context, parsed, cancellation));
        command.Subcommands.Add(create);
        command.Subcommands.Add(cosign);
        command.Subcommands.Add(show);
        return command;
    }

    private static async Task<int> CreateAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var folder = FolderOf(parsed);
        var key = await context.Mediator.Send(new CreateWitness(folder, parsed.GetValue(Name)!), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, key, []));
        else context.Screen.Line(key.ToString());
        context.Error.WriteLine($"reports: the private key is in {folder.KeyPath}; what was cosigned is kept beside it, and a copy of the folder that is restored forgets what came after");
        return ExitCodes.Done;
    }

    private static async Task<int> CosignAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var cosigned = await context.Mediator.Send(
            new Cosign(FolderOf(parsed), IntegrityOptions.ReadFile(parsed.GetValue(Asked)!), IntegrityOptions.KeyOf(parsed), IntegrityOptions.RotationsOf(parsed)), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => IntegrityJson.Write(json, cosigned));
        else context.Screen.Raw(cosigned.Note.ToString());
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var witnessed = await context.Mediator.Send(new GetWitnessedLogs(FolderOf(parsed)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json => Write(json, witnessed.Own, witnessed.Logs));
            return ExitCodes.Done;
        }

        context.Screen.Line(witnessed.Own.ToString());
        context.Screen.Table(Columns, witnessed.Logs.Select(l => ((string[])[
            l.Key.Name, l.Last.Checkpoint.Size.ToString(CultureInfo.InvariantCulture), l.Last.Checkpoint.Root.ToString()], Terminal.Tone.Plain)));
        return ExitCodes.Done;
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, VerifierKey own, IReadOnlyList<WitnessedLog> logs)
    {
        json.WriteStartObject();
        json.WriteString("vkey", own.ToString());
        json.WriteString("name", own.Name);
        json.WriteStartArray("logs");
        foreach (var log in logs) IntegrityJson.Write(json, log.Last);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static WitnessFolder FolderOf(ParseResult parsed)
    {
        return new WitnessFolder(Path.GetFullPath(parsed.GetValue(State) ?? "witness"));
    }
}
