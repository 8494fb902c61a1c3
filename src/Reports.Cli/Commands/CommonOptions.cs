using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Reports.Cli.Settings;
using Reports.Domain.Time;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.Service.Ledgers;

namespace Reports.Cli.Commands;

/// <summary>Options that commands share.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Ledger = new Setting<string>("ledger", Readers.Text, () => "reports.db", aliases: "-l")
    {
        Description = "The ledger: a file, or esdb://… on EventStoreDB. Default: REPORTS_LEDGER, or reports.db here.",
        HelpName = "LEDGER",
        Recursive = true,
        IsPath = true,
        Show = ShowLedger,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON: stable, documented in the README.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "The same as --log-level debug.",
        Recursive = true,
    };

    public static readonly Option<string> LogLevel = new Setting<string>("log-level", Readers.OneOf("debug", "information", "warning", "error"), () => "warning")
    {
        Description = "What is logged to standard error: debug, information, warning, error.",
        HelpName = "LEVEL",
        Recursive = true,
    };

    public static readonly Option<string> LogFormat = new Setting<string>("log-format", Readers.OneOf("text", "compact-json"), () => "text")
    {
        Description = "How it is logged: text, or compact-json, one object a line.",
        HelpName = "FORMAT",
        Recursive = true,
    };

    public static readonly Option<string?> Cache = new Setting<string?>("cache", Readers.Text)
    {
        IsPath = true,
        Description = "Where views of a ledger on EventStoreDB are kept, or 'none'. Default: the user's cache.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    public static readonly Option<Day?> On = new("--on")
    {
        Description = "The valid date asked about, such as 2018-03-21. Default: today (UTC).",
        HelpName = "DATE",
        CustomParser = ParseDay,
    };

    public static readonly Option<Day?> PublishedBy = new("--published-by")
    {
        Description = "Use only what was published by this date.",
        HelpName = "DATE",
        CustomParser = ParseDay,
    };

    public static readonly Option<long?> At = new("--at")
    {
        Description = "Use only what was recorded by this log position.",
        HelpName = "POSITION",
        CustomParser = ParsePosition,
    };

    public static readonly Option<DateTimeOffset?> RecordedBy = new("--recorded-by")
    {
        Description = "Use only what was recorded by this time (UTC), such as 2026-11-23T12:00:00Z.",
        HelpName = "TIME",
        CustomParser = ParseTime,
    };

    public static readonly Option<string?> Policy = new("--policy")
    {
        Description = "The policy by which views follow from facts. Default: the one adopted by then; 'reports policy list' lists them.",
        HelpName = "NAME",
    };

    public static readonly Option<string?> Author = new Setting<string?>("author", Readers.Text)
    {
        Description = "Who records. Default: REPORTS_AUTHOR, or the user's name.",
        HelpName = "NAME",
    };

    public static readonly Option<string> Reason = new("--reason", "-r")
    {
        Description = "Why; it is recorded and stays readable.",
        HelpName = "TEXT",
        Required = true,
    };

    public static readonly Option[] Global = [Ledger, Cache, SettingsOptions.File, Json, LogLevel, LogFormat, Verbose];

    static CommonOptions() => Policy.CompletionSources.Add(_ => Domain.Policies.Policy.BuiltIn.Select(p => new System.CommandLine.Completions.CompletionItem(p.Name)));

    public static Command With(this Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options) command.Options.Add(option);
        return command;
    }

    /// <summary>The three cuts.</summary>
    public static Command WithCut(this Command command) => command.With(On, PublishedBy, At, RecordedBy);

    internal static Day? ParseDay(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Day.TryParse(text, out var day)) return day;
        result.AddError($"'{text}' is not a calendar date such as 2018-03-21");
        return null;
    }

    /// <summary>A connection string has a password.</summary>
    private static string ShowLedger(string ledger)
    {
        if (!EventLogs.IsCluster(ledger)) return ledger;
        try
        {
            return ConnectionString.Parse(ledger).ToString();
        }
        catch (ConnectionStringException)
        {
            return "a connection string that cannot be read";
        }
    }

    private static long? ParsePosition(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return position;
        result.AddError($"'{text}' is not a log position such as 120");
        return null;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        result.AddError($"'{text}' is not a time such as 2026-11-23T12:00:00Z");
        return null;
    }
}
