using System.CommandLine;
using Reports.Cli.Settings;
using Reports.Cli.Terminal;

namespace Reports.Cli.Commands;

/// <summary><c>reports config</c></summary>
internal static class ConfigCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "config",
            """
            Show every setting that holds and where it came from, less secrets; check them as 'serve' would.

            A setting is given by its flag, its variable or its property in the settings file, in this order: --http-port 8080,
            REPORTS_HTTP_PORT=8080, or 'http-port: 8080' in reports.yaml. Paths in the file are relative to it.

            Examples:
              reports config
              reports config --settings /etc/reports/reports.yaml --json
            """);
        foreach (var setting in SettingsOptions.All.Where(s => !s.Option.Recursive || s.Option == IntegrityOptions.Folder)) command.Options.Add(setting.Option);
        command.SetAction(parsed => Run(context, parsed));
        return command;
    }

    private static int Run(CommandContext context, ParseResult parsed)
    {
        var rows = SettingsOptions.All.Select(s => (Setting: s, Value: s.Shown(parsed), Origin: s.OriginOf(parsed))).ToList();
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", SettingsOptions.FileOf(parsed)?.Path);
                json.WriteStartArray("settings");
                foreach (var (setting, value, origin) in rows)
                {
                    json.WriteStartObject();
                    json.WriteString("property", setting.Property);
                    json.WriteString("flag", setting.Option.Name);
                    json.WriteString("variable", setting.Variable);
                    json.WriteString("value", value);
                    json.WriteString("from", origin.Text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("unknownVariables");
                foreach (var variable in SettingsOptions.StrangeVariables()) json.WriteStringValue(variable);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else
        {
            context.Screen.Line($"settings file: {SettingsOptions.FileOf(parsed)?.Path ?? "none"}");
            context.Screen.Table(
                ["property", "value", "from", "variable"],
                rows.Select(r => ((string[])[r.Setting.Property, r.Value ?? "", r.Origin.Text, r.Setting.Variable], r.Origin.Place == SettingPlace.Default ? Tone.Faded : Tone.Plain)));
            foreach (var variable in SettingsOptions.StrangeVariables()) context.Error.WriteLine($"reports: {variable} is no setting");
        }

        // Shown first: whoever has to mend them sees what they are.
        _ = ServeOptions.Of(parsed);
        return ExitCodes.Done;
    }
}
