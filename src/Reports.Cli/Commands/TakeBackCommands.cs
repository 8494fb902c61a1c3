using System.CommandLine;
using MediatR;
using Reports.EventStore.Embedded;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;

namespace Reports.Cli.Commands;

/// <summary><c>reports retract SOURCE/FACT</c> and <c>reports withdraw SOURCE</c></summary>
internal static class TakeBackCommands
{
    private static readonly Argument<string> Fact = new("fact") { Description = "The fact's id: source/fact." };

    private static readonly Argument<string> Source = new("source") { Description = "The source's id." };

    public static Command Retract(CommandContext context) => Create(
        context, "retract", Fact,
        "Take one fact back. It stays readable at older cuts.\n\nExample:\n  reports retract new-arab-2018-03-14/people-sohr --reason 'coded twice'",
        (ledger, id, reason, author, parsed) => new RetractFact(ledger, id, reason, author, context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));

    public static Command Withdraw(CommandContext context) => Create(
        context, "withdraw", Source,
        "Take a source back with all of its facts. They stay readable at older cuts.\n\nExample:\n  reports withdraw new-arab-2018-03-14 --reason 'the outlet took the article down'",
        (ledger, id, reason, author, parsed) => new WithdrawSource(ledger, id, reason, author, context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));

    private static Command Create(
        CommandContext context, string name, Argument<string> argument, string description,
        Func<Ledger, string, string, string, ParseResult, IRequest<RecordedChange>> request)
    {
        var command = new Command(name, description) { argument };
        command.With(CommonOptions.Reason, CommonOptions.Author, CommonOptions.On, CommonOptions.Policy);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
            var taken = await context.Mediator.Send(
                request(ledger, parsed.GetValue(argument)!, parsed.GetValue(CommonOptions.Reason)!, CommandContext.AuthorOf(parsed), parsed), cancellation);
            ChangeOutput.Write(context, parsed, ledger, taken);
            return ExitCodes.Done;
        });
        return command;
    }
}
