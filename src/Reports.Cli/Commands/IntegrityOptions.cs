using System.CommandLine;
using Reports.Cli.Settings;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Integrity;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary>What the commands share that sign, prove and verify.</summary>
internal static class IntegrityOptions
{
    public static readonly Option<string?> KeyFile = new Setting<string?>("signing-key", Readers.Text, flag: "--key-file")
    {
        IsPath = true,
        Description = "The file of the private signing key. Default: REPORTS_SIGNING_KEY, or LEDGER-signing-key.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Folder = new Setting<string?>("integrity-folder", Readers.Text, variable: "REPORTS_INTEGRITY")
    {
        IsPath = true,
        Description = "For a ledger on EventStoreDB: where its hash tree, checkpoints and key are kept. Default: REPORTS_INTEGRITY.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    public static readonly Option<string?> Key = new("--key")
    {
        Description = "The log's public key that you kept: NAME+ID+KEY, or a file with it.",
        HelpName = "VKEY",
    };

    public static readonly Option<string[]> Witness = new("--witness")
    {
        Description = "The public key of a witness: NAME+ID+KEY, or a file with it; may be repeated.",
        HelpName = "VKEY",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string[]> Rotations = new("--rotations")
    {
        Description = "Rotations of the log's key: files, or a folder with rotation-1.note and so on; may be repeated.",
        HelpName = "PATH",
        DefaultValueFactory = _ => [],
    };

    /// <summary>The log alone, without its views: nothing here asks them.</summary>
    public static Task<IEventLog> OpenLogAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var place = parsed.GetValue(CommonOptions.Ledger)!;
        // What is missing on the command line is said before anybody is called.
        _ = FilesOf(parsed, place);
        return EventLogs.OpenAsync(place, LedgerMode.Read, context.Time, "reports " + parsed.CommandResult.Command.Name, cancellation);
    }

    /// <summary>The same for a server, which for a cluster may know of none.</summary>
    public static IntegrityFiles? OfServer(ParseResult parsed, string ledger) =>
        EventLogs.IsCluster(parsed.GetValue(CommonOptions.Ledger)!) && parsed.GetValue(Folder) is null ? null : FilesOf(parsed, ledger);

    /// <summary>What stands beside the ledger's file, or in the folder that is named for a cluster.</summary>
    /// <exception cref="RefusedException">No folder is named for a cluster, or one for a file.</exception>
    public static IntegrityFiles FilesOf(ParseResult parsed, string ledger)
    {
        var key = parsed.GetValue(KeyFile) is { } named ? Path.GetFullPath(named) : null;
        var folder = parsed.GetValue(Folder);
        if (!EventLogs.IsCluster(parsed.GetValue(CommonOptions.Ledger)!))
            return parsed.GetResult(Folder) is not { Implicit: false } ? IntegrityFiles.Beside(ledger, key) : throw new RefusedException("--integrity-folder is for a ledger on EventStoreDB: what belongs to a file stands beside it");
        return folder is null
            ? throw new RefusedException(
                "nothing can stand beside a ledger on EventStoreDB: name a folder of its own for its hash tree, checkpoints and key, with --integrity-folder or REPORTS_INTEGRITY")
            : IntegrityFiles.In(Path.GetFullPath(folder), key);
    }

    public static VerifierKey? KeyOf(ParseResult parsed) => parsed.GetValue(Key) is { } text ? Verifier(text) : null;

    /// <summary>The key that the command line names, and those that follow from it by the rotations that it names.</summary>
    /// <exception cref="RefusedException">There is no such key, or a rotation is none.</exception>
    public static LogKeys KeysOf(ParseResult parsed)
    {
        var key = KeyOf(parsed) ?? throw new RefusedException("whose signature? name the log's public key with --key");
        try
        {
            return LogKeys.Following(key, RotationsOf(parsed));
        }
        catch (FormatException e)
        {
            throw new RefusedException(e.Message);
        }
    }

    public static IReadOnlyList<KeyRotation> RotationsOf(ParseResult parsed) => [.. parsed.GetValue(Rotations)!.SelectMany(RotationsAt)];

    public static IReadOnlyList<VerifierKey> WitnessesOf(ParseResult parsed) => [.. parsed.GetValue(Witness)!.Select(Verifier)];

    /// <summary>A file that the command line names, or standard input for <c>-</c>; never more of it than there can be.</summary>
    public static byte[] ReadFile(string path)
    {
        const int Longest = 1024 * 1024;
        if (path != "-" && !File.Exists(path)) throw new FileNotFoundException($"there is no file '{path}'", path);
        using var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        var bytes = new byte[Longest];
        var length = stream.ReadAtLeast(bytes, Longest, throwOnEndOfStream: false);
        return length < Longest ? bytes[..length] : throw new RefusedException($"{path} is longer than a checkpoint or a proof can be");
    }

    public static SignedCheckpoint ReadCheckpoint(string path) => SignedCheckpoint.TryParse(ReadFile(path), out var signed, out var error)
        ? signed
        : throw new RefusedException($"{path} is no checkpoint: {error}");

    /// <summary>A line that says how many events were hashed, of how many where positions tell.</summary>
    public static async Task<IProgress<long>> HashingAsync(ProgressLine line, IEventLog log, CancellationToken cancellation)
    {
        var all = log.HasDensePositions ? (await log.HeadAsync(cancellation)).Commit : 0;
        return new CommandContext.Inline<long>(done => line.Report(done, all));
    }

    private static IReadOnlyList<KeyRotation> RotationsAt(string path)
    {
        if (Directory.Exists(path))
            return new CheckpointHistory(path).Rotations() is { Count: > 0 } all ? all : throw new RefusedException($"there is no rotation-1.note in the folder '{path}'");
        return KeyRotation.TryVerify(ReadFile(path), out var rotation, out var error) ? [rotation] : throw new RefusedException($"{path} is no rotation of a key: {error}");
    }

    private static VerifierKey Verifier(string text)
    {
        var written = File.Exists(text) ? System.Text.Encoding.UTF8.GetString(ReadFile(text)).Trim() : text;
        return VerifierKey.TryParse(written, out var key, out var error) ? key : throw new RefusedException($"'{Domain.Text.SafeText.Show(text)}': {error}");
    }
}
