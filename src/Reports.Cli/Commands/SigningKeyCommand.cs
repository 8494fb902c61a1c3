using System.CommandLine;
using System.Globalization;
using Reports.EventStore.Integrity;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports signing-key create|rotate|show</c></summary>
internal static class SigningKeyCommand
{
    private static readonly Option<string> Origin = new("--origin")
    {
        Description = "The ledger's name in its checkpoints: unique, such as a URL without its scheme.",
        HelpName = "NAME",
        Required = true,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "signing-key",
            """
            The key that signs a ledger's checkpoints.

            The private key stands in a file that its owner alone can read; it is never printed. Keep it on other media than the
            ledger. The public key stands with the checkpoints: give it to auditors on another way than the ledger.

            Examples:
              reports signing-key create --origin reports.example.org/syria
              reports signing-key show
              reports signing-key rotate
            """);
        var create = new Command("create", "Make the key. There is one for each ledger, and none is overwritten.\n\nExample:\n  reports signing-key create --origin reports.example.org/syria");
        create.With(Origin, IntegrityOptions.KeyFile);
        create.SetAction((parsed, cancellation) => CreateAsync(context, parsed, cancellation));
        var rotate = new Command("rotate", "Hand over to a new key: the old one signs that, and a last checkpoint; then it is destroyed.\n\nExample:\n  reports signing-key rotate");
        rotate.With(IntegrityOptions.KeyFile);
        rotate.SetAction((parsed, cancellation) => RotateAsync(context, parsed, cancellation));
        var show = new Command("show", "Show the public keys: the current one, and those before it.\n\nExample:\n  reports signing-key show");
        show.SetAction((parsed, cancellation) => ShowAsync(context, parsed, cancellation));
        command.With(IntegrityOptions.Folder);
        command.Subcommands.Add(create);
        command.Subcommands.Add(rotate);
        command.Subcommands.Add(show);
        return command;
    }

    private static async Task<int> CreateAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var files = IntegrityOptions.FilesOf(parsed, log.Name);
        var key = await context.Mediator.Send(new CreateSigningKey(files, parsed.GetValue(Origin)!), cancellation);
        Write(context, parsed, [key], $"the private key is in {files.KeyPath}: keep it on other media than the ledger, and a copy where it cannot be lost");
        return ExitCodes.Done;
    }

    private static async Task<int> RotateAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var rotation = await context.Mediator.Send(new RotateSigningKey(log, IntegrityOptions.FilesOf(parsed, log.Name)), cancellation);
        Write(context, parsed, [rotation.New], $"it took over from {rotation.Old.Id:x8} after the checkpoint of size {rotation.After.Size}; auditors who have the old key can follow to the new one");
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var keys = IntegrityOptions.FilesOf(parsed, log.Name).History.Keys()
            ?? throw new RefusedException("this ledger has no signing key: 'reports signing-key create' makes one");
        Write(context, parsed, [.. keys.All.Reverse()], null);
        return ExitCodes.Done;
    }

    private static void Write(CommandContext context, ParseResult parsed, IReadOnlyList<VerifierKey> keys, string? note)
    {
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(keys, (json, key) =>
            {
                json.WriteStartObject();
                json.WriteString("vkey", key.ToString());
                json.WriteString("name", key.Name);
                json.WriteString("id", key.Id.ToString("x8", CultureInfo.InvariantCulture));
                json.WriteBoolean("current", ReferenceEquals(key, keys[0]));
                json.WriteEndObject();
            });
            return;
        }

        foreach (var key in keys) context.Screen.Line(key.ToString());
        if (note is not null) context.Error.WriteLine($"reports: {note}");
    }
}
