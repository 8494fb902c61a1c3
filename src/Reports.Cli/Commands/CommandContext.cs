using System.CommandLine;
using MediatR;
using Reports.Cli.Terminal;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary>What every command works with.</summary>
internal sealed record CommandContext(IMediator Mediator, Screen Screen, TextWriter Error, TimeProvider Time)
{
    /// <summary>Opens the ledger that the command line names, and says how far a long rebuild is.</summary>
    public async Task<Ledger> OpenAsync(ParseResult parsed, LedgerMode mode, CancellationToken cancellation)
    {
        using var line = new ProgressLine("rebuilding the views", Time);
        return await Ledger.OpenAsync(
            parsed.GetValue(CommonOptions.Ledger)!, mode, Time, "reports " + parsed.CommandResult.Command.Name,
            new Inline<RebuildProgress>(p => line.Report(p.Position, p.Head)),
            CacheOf(parsed), cancellation);
    }

    /// <summary>Where the views of a ledger on a cluster are kept; null for nowhere.</summary>
    public static ViewsCache? CacheOf(ParseResult parsed) => ViewsCache.Of(parsed.GetValue(CommonOptions.Cache), Environment.GetEnvironmentVariable);

    /// <summary>The policy that the command line names, built in or adopted in the ledger; null for the one in force at the cut.</summary>
    public static Policy? PolicyOf(ParseResult parsed, Ledger ledger) =>
        parsed.GetValue(CommonOptions.Policy) is { } name ? PolicyNamed(name, ledger) : null;

    /// <exception cref="RefusedException">Neither built in nor ever adopted.</exception>
    public static Policy PolicyNamed(string name, Ledger ledger) =>
        Policy.TryFind(name, ledger.Views.KnownPolicies(), out var policy, out var error) ? policy : throw new RefusedException(error);

    public static CutRequest CutOf(ParseResult parsed) => new(
        parsed.GetValue(CommonOptions.On), parsed.GetValue(CommonOptions.PublishedBy), parsed.GetValue(CommonOptions.At),
        parsed.GetValue(CommonOptions.RecordedBy));

    public Day OnOf(ParseResult parsed) => parsed.GetValue(CommonOptions.On) ?? CutRequest.Today(Time);

    public static bool IsJson(ParseResult parsed) => parsed.GetValue(CommonOptions.Json);

    public static string AuthorOf(ParseResult parsed)
    {
        var author = parsed.GetValue(CommonOptions.Author) ?? Environment.UserName;
        if (author.Length == 0) throw new RefusedException("who records? name the author with --author or REPORTS_AUTHOR");
        return Domain.Text.SafeText.TryCheck(author, 200, out var problem) ? author : throw new RefusedException($"the author's name has {problem}");
    }

    /// <summary>Reports at once, on the thread that reports.</summary>
    internal sealed class Inline<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
