using System.Collections.Immutable;
using Reports.Domain.Policies;
using Reports.Service.Coding;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;
using Reports.Service.Policies;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary>A policy that a command line names: by its name, or by a file.</summary>
internal static class PolicyInput
{
    private static readonly string[] s_endings = [".yaml", ".yml", ".json"];

    public static bool IsFile(string named) => s_endings.Contains(Path.GetExtension(named), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static (Policy? Policy, ImmutableArray<CodingError> Errors) Read(string file) =>
        File.Exists(file) ? PolicyFiles.Read(InputFiles.Of(file)) : throw new FileNotFoundException($"there is no file '{file}'", file);

    /// <exception cref="RefusedException">No such policy, or errors in the file.</exception>
    public static Policy Find(string named, Ledger ledger)
    {
        if (!IsFile(named)) return CommandContext.PolicyNamed(named, ledger);
        var (policy, errors) = Read(named);
        return policy ?? throw new RefusedException(string.Join('\n', errors));
    }
}
