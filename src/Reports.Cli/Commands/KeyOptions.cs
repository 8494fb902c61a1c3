using System.CommandLine;
using Reports.Cli.Settings;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary>Where the keys of a ledger's server are.</summary>
internal static class KeyOptions
{
    public static readonly Option<string?> File = new Setting<string?>("keys", Readers.Text)
    {
        IsPath = true,
        Description = "The file of the keys of those who may connect. Default: REPORTS_KEYS, or LEDGER-keys.",
        HelpName = "FILE",
    };

    /// <summary>The file that the command line names; null where nothing is named and a ledger on a cluster has no place beside it.</summary>
    public static string? Named(ParseResult parsed)
    {
        if (parsed.GetValue(File) is { } named) return Path.GetFullPath(named);
        var ledger = parsed.GetValue(CommonOptions.Ledger)!;
        return EventLogs.IsCluster(ledger) ? null : KeyFile.Beside(Path.GetFullPath(ledger));
    }

    /// <exception cref="RefusedException">No file is named.</exception>
    public static string Of(ParseResult parsed) =>
        Named(parsed) ?? throw new RefusedException("nothing stands beside a ledger on EventStoreDB: name the file with --keys");

    /// <summary>The file, for a server: what was not named and is not there means that nobody has a key.</summary>
    public static string? ForServer(ParseResult parsed)
    {
        var file = Named(parsed);
        if (System.IO.File.Exists(file)) return file;
        return parsed.GetValue(File) is not null ? throw new RefusedException($"there is no file {file}: 'reports keys create NAME --role ROLE --keys {file}' makes it") : null;
    }
}
