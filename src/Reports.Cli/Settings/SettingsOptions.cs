using System.CommandLine;
using System.CommandLine.Parsing;
using Reports.Cli.Commands;
using Reports.Service.Settings;

namespace Reports.Cli.Settings;

/// <summary>Which settings there are, and the file that may give them.</summary>
internal static class SettingsOptions
{
    public const string Variable = "REPORTS_SETTINGS";

    private const string FileName = "reports.yaml";

    private const string SystemFile = "/etc/reports/" + FileName;

    /// <summary>Read once for a command line: the result of the option keeps it, also where it cannot be used.</summary>
    private static readonly Option<ReadSettings?> Read = new("--settings")
    {
        Description = "A file of settings, or 'none'. Default: REPORTS_SETTINGS, reports.yaml here, or the one in /etc/reports.",
        HelpName = "FILE",
        Recursive = true,
        CustomParser = result => ReadFrom(result.Tokens[^1].Value),
        DefaultValueFactory = _ => ReadUnnamed(),
    };

    static SettingsOptions() => Read.Validators.Add(result =>
    {
        foreach (var problem in result.GetValueOrDefault<ReadSettings?>()?.Problems ?? []) result.AddError(problem);
    });

    /// <summary>A file and what is wrong with it: one of the two.</summary>
    private sealed record ReadSettings(SettingsFile? File, IReadOnlyList<string> Problems)
    {
        public override string ToString() => File?.Path ?? SettingsFile.None;
    }

    public static Option File => Read;

    /// <summary>Every setting, those that all commands share first.</summary>
    public static IReadOnlyList<ISetting> All => field ??=
    [
        .. new Option[]
        {
            CommonOptions.Ledger, CommonOptions.Cache, KeyOptions.File, IntegrityOptions.Folder, IntegrityOptions.KeyFile, ProtectionCommands.Keys, WitnessCommand.State,
            CommonOptions.Author, CommonOptions.LogLevel, CommonOptions.LogFormat,
        }.Cast<ISetting>(),
        .. ServeOptions.All,
    ];

    /// <summary>Variables that look like settings and are none: perhaps misspelt, perhaps of another program.</summary>
    public static IEnumerable<string> StrangeVariables() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(v => v.StartsWith("REPORTS_", StringComparison.Ordinal) && v != Variable && All.All(s => s.Variable != v)).Order(StringComparer.Ordinal);

    /// <summary>The file that holds for a command line; null for none.</summary>
    public static SettingsFile? FileOf(ParseResult parsed) => parsed.GetValue(Read)?.File;

    /// <summary>The same while the command line is being read; null also for a file that cannot be used, which its own option tells.</summary>
    public static SettingsFile? FileOf(ArgumentResult result) =>
        // Where the flag is not given, options of a command have their defaults before those of all commands.
        (result.GetResult(Read) is { } read ? read.GetValueOrDefault<ReadSettings?>() : ReadUnnamed())?.File;

    private static ReadSettings? ReadUnnamed()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return ReadFrom(named);
        if (System.IO.File.Exists(FileName)) return ReadFrom(FileName);
        return !OperatingSystem.IsWindows() && System.IO.File.Exists(SystemFile) ? ReadFrom(SystemFile) : null;
    }

    private static ReadSettings ReadFrom(string path)
    {
        if (path == SettingsFile.None) return new ReadSettings(null, []);
        var (file, problems) = SettingsFile.Read(path, [.. All.Select(s => s.Property)]);
        return new ReadSettings(file, problems);
    }
}
