using System.CommandLine;
using Reports.Cli.Settings;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.Service.Ledgers;
using Reports.Service.Protection;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports protect</c>, <c>protect list</c>, <c>reports reveal ID</c>, <c>reports forget ID</c></summary>
internal static class ProtectionCommands
{
    private static readonly string[] Columns = ["id", "role", "key", "forgotten"];

    private static readonly Argument<string> Id = new("id") { Description = "The protected person's id." };

    private static readonly Option<string> Role = new("--role")
    {
        Description = "What everybody may know, such as 'activist in Yarmouk'. It is recorded in plain text for good.",
        HelpName = "TEXT",
        Required = true,
    };

    private static readonly Option<string?> NewRole = new("--role") { Description = "The role as views show it from now on; the old one stays readable at older cuts.", HelpName = "TEXT" };

    private static readonly Option<bool> WithoutKey = new("--without-key") { Description = "Record it although the key is not here: it was destroyed elsewhere, or lost." };

    internal static readonly Option<string?> Keys = new Setting<string?>("source-keys", Readers.Text)
    {
        IsPath = true,
        Description = "The folder of the keys of protected people's names. Default: REPORTS_SOURCE_KEYS, or LEDGER-source-keys.",
        HelpName = "FOLDER",
    };

    public static Command Protect(CommandContext context)
    {
        var command = new Command(
            "protect",
            """
            Protect a source at risk: the name is sealed, and views show the role.

            The name is read from standard input, never from the command line. Only its sealed form is recorded; the key stands outside
            the ledger. Source files name the id that is printed in 'by'.

            Examples:
              reports protect --role 'activist in Yarmouk'
              reports protect --role 'doctor in Babila' < name.txt
              reports protect list
            """);
        command.With(Role, Keys, CommonOptions.Author, CommonOptions.On);
        command.SetAction((parsed, cancellation) => ProtectAsync(context, parsed, cancellation));
        var list = new Command("list", "List the protected people by role, and whether the key of each is here.\n\nExample:\n  reports protect list --json");
        list.With(Keys);
        list.SetAction((parsed, cancellation) => ListAsync(context, parsed, cancellation));
        command.Subcommands.Add(list);
        return command;
    }

    public static Command Reveal(CommandContext context)
    {
        var command = new Command("reveal", "Print the name of a protected person; it needs the key.\n\nExample:\n  reports reveal protected-3kq7xw2mz5ahcn4dteb6") { Id };
        command.With(Keys);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
            var revealed = await context.Mediator.Send(new RevealPerson(ledger, KeysOf(parsed, ledger), parsed.GetValue(Id)!), cancellation);
            if (CommandContext.IsJson(parsed))
            {
                context.Screen.Json(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("id", revealed.Id);
                    json.WriteString("role", revealed.Role);
                    json.WriteString("name", revealed.Name.Reveal());
                    json.WriteEndObject();
                });
            }
            else
            {
                context.Screen.Line(revealed.Name.Reveal());
            }

            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Forget(CommandContext context)
    {
        var command = new Command(
            "forget",
            """
            Destroy the key of a protected person's name, for good, and record why.

            Facts, proofs and checkpoints stay as they are. Backups of the key, and whatever else knows the name, it does not reach.

            Examples:
              reports forget protected-3kq7xw2mz5ahcn4dteb6 --reason 'the person asked for it'
              reports forget protected-3kq7xw2mz5ahcn4dteb6 --role activist --reason 'the camp is small'
            """)
        {
            Id,
        };
        command.With(CommonOptions.Reason, NewRole, Keys, WithoutKey, CommonOptions.Author, CommonOptions.On);
        command.SetAction((parsed, cancellation) => ForgetAsync(context, parsed, cancellation));
        return command;
    }

    /// <summary>The keys beside a ledger file, told to whoever copies it: they are not part of what is copied.</summary>
    public static void TellOfKeys(CommandContext context, string ledger)
    {
        if (EventLogs.IsCluster(ledger) || SourceKeys.Beside(ledger) is not { } keys || keys.Ids() is not { Count: > 0 and var count }) return;
        context.Error.WriteLine($"reports: {count} {(count == 1 ? "key" : "keys")} of protected people in {keys.Path} {(count == 1 ? "was" : "were")} not copied: the copy has sealed names alone");
    }

    private static async Task<int> ProtectAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
        var keys = KeysOf(parsed, ledger);
        var name = SecretInput.Read("the person's name", context.Error);
        var person = await context.Mediator.Send(
            new ProtectPerson(ledger, keys, name, parsed.GetValue(Role)!, CommandContext.AuthorOf(parsed), context.OnOf(parsed)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", person.Id);
                json.WriteString("role", parsed.GetValue(Role));
                json.WriteNumber("position", person.Recorded.Position);
                json.WriteEndObject();
            });
        }
        else
        {
            context.Screen.Line(person.Id);
        }

        context.Error.WriteLine($"reports: the key of the name is in {keys.Path}: keep it on other media than the ledger. A backup of it keeps the name from being forgotten");
        return ExitCodes.Done;
    }

    private static async Task<int> ForgetAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
        var keys = KeysOf(parsed, ledger);
        var forgotten = await context.Mediator.Send(
            new ForgetPerson(
                ledger, keys, parsed.GetValue(Id)!, parsed.GetValue(NewRole), parsed.GetValue(CommonOptions.Reason)!, CommandContext.AuthorOf(parsed),
                context.OnOf(parsed), parsed.GetValue(WithoutKey)),
            cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", forgotten.Id);
                if (forgotten.Recorded is { } recorded) json.WriteNumber("position", recorded.Position);
                json.WriteBoolean("keyDestroyed", forgotten.IsKeyDestroyed);
                json.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        context.Screen.Line(forgotten.Recorded is { Position: var position } ? $"recorded at position {position}" : "it was recorded before");
        context.Screen.Line(forgotten.IsKeyDestroyed
            ? $"the key in {keys.Path} is destroyed; backups of it, and whatever else knows the name, are not"
            : "there was no key here to destroy");
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var keys = KeysOf(parsed, ledger);
        var (people, forNobody) = await context.Mediator.Send(new GetProtectedPeople(ledger, keys), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(people, (json, person) =>
            {
                json.WriteStartObject();
                json.WriteString("id", person.Id);
                json.WriteString("role", person.Role);
                json.WriteBoolean("key", person.HasKey);
                json.WriteString("forgotten", person.Forgotten);
                json.WriteEndObject();
            });
        }
        else
        {
            context.Screen.Table(Columns, people.Select(p => ((string[])[
                p.Id, p.Role, p.HasKey ? p.Forgotten is null ? "here" : "STILL HERE" : "not here", p.Forgotten ?? ""], p is { Forgotten: not null, HasKey: true } ? Tone.Alarm : Tone.Plain)));
        }

        foreach (var person in people.Where(p => p is { Forgotten: not null, HasKey: true }))
            context.Error.WriteLine($"reports: {person.Id} was forgotten, and the key is still in {keys.Path}: 'reports forget' destroys it");
        foreach (var id in forNobody)
            context.Error.WriteLine($"reports: {keys.Path} has a key of {id}, whom this ledger does not know: it is another ledger's, or of somebody whose protection was cut short");
        return ExitCodes.Done;
    }

    private static SourceKeys KeysOf(ParseResult parsed, Ledger ledger)
    {
        if (parsed.GetValue(Keys) is { } named) return new SourceKeys(Path.GetFullPath(named));
        return EventLogs.IsCluster(parsed.GetValue(CommonOptions.Ledger)!)
            ? throw new RefusedException("where are the keys of protected people? nothing stands beside a ledger on a cluster: name a folder with --source-keys or REPORTS_SOURCE_KEYS")
            : SourceKeys.Beside(ledger.Log.Name);
    }
}
