using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Reports.Cli.Terminal;
using Reports.Domain.Time;
using Reports.Service.Access;

namespace Reports.Cli.Commands;

/// <summary><c>reports keys create|list|revoke</c></summary>
internal static class KeysCommand
{
    private static readonly Argument<string> KeyName = new("NAME") { Description = "Whose key it is: the author of what is recorded with it." };

    private static readonly Option<Role> RoleOption = new("--role")
    {
        Description = $"What it is for: {string.Join(", ", Roles.Words)}.",
        HelpName = "ROLE",
        Required = true,
        CustomParser = ParseRole,
    };

    private static readonly Option<Day?> Expires = new("--expires")
    {
        Description = "The last day on which it counts (UTC). Default: it does not expire.",
        HelpName = "DATE",
        CustomParser = CommonOptions.ParseDay,
    };

    static KeysCommand() => RoleOption.CompletionSources.Add(_ => Roles.Words.Select(w => new System.CommandLine.Completions.CompletionItem(w)));

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "keys",
            """
            Who may connect to 'reports serve', and what for.

            A reader reads and follows; a reporter appends as well; an auditor reads and asks for proofs; an admin does everything. A
            running server takes what changes here at once.

            Examples:
              reports keys create amira --role reporter
              reports keys create ministry --role reader --expires 2027-06-30
              reports keys list
              reports keys revoke amira
            """);
        var create = new Command("create", "Make a key and print it, once: it is stored as a hash.\n\nExample:\n  reports keys create amira --role reporter");
        create.Arguments.Add(KeyName);
        create.With(RoleOption, Expires, KeyOptions.File);
        create.SetAction((parsed, cancellation) => CreateAsync(context, parsed, cancellation));
        var list = new Command("list", "List the keys, those that count no more included.\n\nExample:\n  reports keys list");
        list.With(KeyOptions.File);
        list.SetAction((parsed, cancellation) => ListAsync(context, parsed, cancellation));
        var revoke = new Command("revoke", "Take a key back, for ever: open connections end within seconds.\n\nExample:\n  reports keys revoke amira");
        revoke.Arguments.Add(KeyName);
        revoke.With(KeyOptions.File);
        revoke.SetAction((parsed, cancellation) => RevokeAsync(context, parsed, cancellation));
        command.Subcommands.Add(create);
        command.Subcommands.Add(list);
        command.Subcommands.Add(revoke);
        return command;
    }

    private static async Task<int> CreateAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        DateTimeOffset? expires = parsed.GetValue(Expires) is { } last ? EndOf(last) : null;
        var created = await context.Mediator.Send(new CreateKey(KeyOptions.Of(parsed), parsed.GetValue(KeyName)!, parsed.GetValue(RoleOption), expires), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, created.Key, context.Time, created.Text));
        else context.Screen.Line(created.Text);
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var keys = await context.Mediator.Send(new ListKeys(KeyOptions.Of(parsed)), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(keys, (json, key) => Write(json, key, context.Time, null));
        else
        {
            context.Screen.Table(["name", "state", "role", "id", "created", "expires"], keys.Select(k => (
                (string[])[k.Name, State(k, context.Time), k.Role.WordOf(), k.Id, Shown(k.Created), k.Expires is { } expires ? Shown(expires) : "never"],
                k.IsActive(context.Time.GetUtcNow()) ? Tone.Plain : Tone.Faded)));
        }

        return ExitCodes.Done;
    }

    private static async Task<int> RevokeAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var revoked = await context.Mediator.Send(new RevokeKey(KeyOptions.Of(parsed), parsed.GetValue(KeyName)!), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, revoked, context.Time, null));
        else context.Screen.Line($"the key of {revoked.Name}, {revoked.Role.WordOf()}, counts no more");
        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter json, AccessKey key, TimeProvider time, string? text)
    {
        json.WriteStartObject();
        json.WriteString("name", key.Name);
        json.WriteString("role", key.Role.WordOf());
        json.WriteString("id", key.Id);
        json.WriteString("state", State(key, time));
        json.WriteString("created", Shown(key.Created));
        if (key.Expires is { } expires) json.WriteString("expires", Shown(expires));
        if (key.Revoked is { } revoked) json.WriteString("revoked", Shown(revoked));
        if (text is not null) json.WriteString("key", text);
        json.WriteEndObject();
    }

    private static string State(AccessKey key, TimeProvider time) => key switch
    {
        { Revoked: not null } => "revoked",
        _ when key.IsActive(time.GetUtcNow()) => "active",
        _ => "expired",
    };

    private static string Shown(DateTimeOffset when) => when.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset EndOf(Day day)
    {
        var date = day.ToDate();
        return new DateTimeOffset(date.Year, date.Month, date.Day, 0, 0, 0, TimeSpan.Zero).AddDays(1);
    }

    private static Role ParseRole(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        if (!Roles.TryParse(word, out var role)) result.AddError($"'{word}' is no role: {string.Join(", ", Roles.Words)}");
        return role;
    }
}
