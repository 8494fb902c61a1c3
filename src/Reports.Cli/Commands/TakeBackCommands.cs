using System.CommandLine;
using MediatR;
using Reports.Domain.Grades;
using Reports.EventStore.Embedded;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports retract SOURCE/FACT</c>, <c>reports withdraw SOURCE</c> and <c>reports regrade SOURCE/FACT GRADE</c></summary>
internal static class TakeBackCommands
{
    private static readonly Argument<string> Fact = new("fact") { Description = "The fact's id: source/fact." };

    private static readonly Argument<string> Source = new("source") { Description = "The source's id." };

    private static readonly Argument<string> GradeGiven = new("grade") { Description = "An Admiralty code such as B2, or 'none'." };

    public static Command Retract(CommandContext context) => Create(
        context, "retract", Fact,
        "Take one fact back. It stays readable at older cuts.\n\nExample:\n  reports retract new-arab-2018-03-14/people-sohr --reason 'coded twice'",
        (ledger, id, reason, author, parsed) => new RetractFact(ledger, id, reason, author, context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));

    public static Command Withdraw(CommandContext context) => Create(
        context, "withdraw", Source,
        "Take a source back with all of its facts. They stay readable at older cuts.\n\nExample:\n  reports withdraw new-arab-2018-03-14 --reason 'the outlet took the article down'",
        (ledger, id, reason, author, parsed) => new WithdrawSource(ledger, id, reason, author, context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));

    public static Command Regrade(CommandContext context)
    {
        var command = Create(
            context, "regrade", Fact,
            "Grade a fact otherwise (A1 to F6, or none). What its source said stays as it is.\n\nExample:\n  reports regrade new-arab-2018-03-14/people-sohr C3 --reason 'counted from a distance'",
            (ledger, id, reason, author, parsed) => new RegradeFact(
                ledger, id, GradeOf(parsed.GetValue(GradeGiven)!), reason, author, context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger)));
        command.Arguments.Add(GradeGiven);
        return command;
    }

    private static Grade? GradeOf(string text)
    {
        if (text == "none") return null;
        return Grade.TryParse(text, out var grade, out var error) ? grade : throw new RefusedException($"{error}; or none");
    }

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
