using System.CommandLine;
using MediatR;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Embedded;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;

namespace Reports.Cli.Commands;

/// <summary><c>reports gazetteer merge NAME --into NAME</c> and <c>reports gazetteer split NAME --into NAME</c></summary>
internal static class GazetteerReconciling
{
    private static readonly Argument<string> Name = new("name") { Description = "A place or an actor by id, name or alias." };

    private static readonly Option<string> Into = new("--into") { Description = "The place or actor that facts read as from here on.", HelpName = "NAME", Required = true };

    private static readonly Option<string[]> Facts = new("--fact")
    {
        Description = "A fact that is about the other one, source/fact; or a source, for all of its facts that name it. Several, as often as needed.",
        HelpName = "SOURCE/FACT",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Kind = new("--kind") { Description = "place or actor, where a name means both.", HelpName = "KIND" };

    static GazetteerReconciling() => Kind.AcceptOnlyFromAmong("place", "actor");

    public static Command Merge(CommandContext context) => Create(
        context, "merge",
        """
        Two names mean the same: what was recorded of one reads as said of the other from here on. Nothing that was recorded changes,
        and older cuts read as they did. 'split' without facts undoes it.

        Example:
          reports gazetteer merge al-hajar-al-aswad --into hajar-al-aswad --reason 'one town, two spellings'
        """,
        (ledger, parsed) => new MergeNames(
            ledger, parsed.GetValue(Name)!, parsed.GetValue(Into)!, KindOf(parsed), parsed.GetValue(CommonOptions.Reason)!, CommandContext.AuthorOf(parsed),
            context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));

    public static Command Split(CommandContext context)
    {
        var command = Create(
            context, "split",
            """
            One name meant two: the facts that are named read as said of the other one from here on. Without facts, a merge is undone.

            Examples:
              reports gazetteer split yarmouk --into yarmouk-basin --fact new-arab-2018-03-14/isil-entered --reason 'the basin, not the camp'
              reports gazetteer split hajar-al-aswad --into al-hajar-al-aswad --reason 'two towns after all'
            """,
            (ledger, parsed) => new SplitName(
                ledger, parsed.GetValue(Name)!, parsed.GetValue(Into)!, [.. parsed.GetValue(Facts) ?? []], KindOf(parsed), parsed.GetValue(CommonOptions.Reason)!,
                CommandContext.AuthorOf(parsed), context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));
        command.Options.Add(Facts);
        return command;
    }

    private static ReconciledKind? KindOf(ParseResult parsed) => parsed.GetValue(Kind) switch
    {
        "place" => ReconciledKind.Place,
        "actor" => ReconciledKind.Actor,
        _ => null,
    };

    private static Command Create(CommandContext context, string name, string description, Func<Ledger, ParseResult, IRequest<RecordedChange>> request)
    {
        var command = new Command(name, description) { Name, Into, Kind };
        command.With(CommonOptions.Reason, CommonOptions.Author, CommonOptions.On, CommonOptions.Policy);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
            var recorded = await context.Mediator.Send(request(ledger, parsed), cancellation);
            ChangeOutput.Write(context, parsed, ledger, recorded);
            return ExitCodes.Done;
        });
        return command;
    }
}
