using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Policies;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Policies;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports policy</c>, <c>policy adopt NAME|FILE</c>, <c>policy show [NAME]</c>, <c>policy list</c></summary>
internal static class PolicyCommand
{
    private static readonly string[] Columns = ["phrase", "interval", "anchor"];

    private static readonly string[] ListColumns = ["policy", "digest", "adopted at", "", "description"];

    private static readonly Argument<string> Adopted = new("policy")
    {
        Description = "A policy's name, or a file: .yaml, .yml, .json ('reports schema policy-file').",
    };

    private static readonly Argument<string?> Shown = new("name")
    {
        Description = "A policy's name. Without it: the one in force at the cut.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "policy",
            """
            The policies: conversion of phrases, tolerance, freshness. Adopt one, and see which was in force when.

            Examples:
              reports policy
              reports policy list
              reports policy adopt field-office.yaml --reason 'the house counts dozens from 12'
            """)
        {
            Adopt(context), Show(context), ListAll(context),
        };
        command.SetAction(parsed =>
        {
            if (CommandContext.IsJson(parsed)) context.Screen.Json(Policy.BuiltIn, PolicyJson.Write);
            else
                foreach (var policy in Policy.BuiltIn) Print(context.Screen, policy);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Adopt(CommandContext context)
    {
        var command = new Command(
            "adopt",
            """
            Put a policy in force from here on. At older cuts the one of then stays in force.

            Examples:
              reports policy adopt conservative-1 --reason 'we publish minimums'
              reports policy adopt field-office.yaml --reason 'the house counts dozens from 12' --on 2018-04-23
            """)
        {
            Adopted,
        };
        command.With(CommonOptions.Reason, CommonOptions.Author, CommonOptions.On);
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetValue(Adopted)!;
            Policy? policy = null;
            if (PolicyInput.IsFile(named))
            {
                (policy, var errors) = PolicyInput.Read(named);
                if (policy is null)
                {
                    foreach (var error in errors) await context.Error.WriteLineAsync(error.ToString());
                    return ExitCodes.Refused;
                }
            }

            await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
            policy ??= CommandContext.PolicyNamed(named, ledger);
            var recorded = await context.Mediator.Send(
                new AdoptPolicy(ledger, policy, parsed.GetValue(CommonOptions.Reason)!, CommandContext.AuthorOf(parsed), context.OnOf(parsed)), cancellation);
            ChangeOutput.Write(context, parsed, ledger, recorded);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show(CommandContext context)
    {
        var command = new Command("show", "A policy with its table, and when it was adopted and why.\n\nExample:\n  reports policy show --at 251") { Shown };
        command.With(CommonOptions.At, CommonOptions.RecordedBy);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
            var known = await context.Mediator.Send(new GetPolicies(ledger, CommandContext.CutOf(parsed)), cancellation);
            var name = parsed.GetValue(Shown);
            var shown = name is null
                ? known.First(p => p.InForce)
                : known.FirstOrDefault(p => p.Policy.Name == CommandContext.PolicyNamed(name, ledger).Name)
                    ?? throw new RefusedException($"the policy '{name}' was adopted after this cut");
            if (CommandContext.IsJson(parsed))
            {
                context.Screen.Json(json => PolicyJson.Write(json, shown));
                return ExitCodes.Done;
            }

            Print(context.Screen, shown.Policy);
            foreach (var adoption in shown.Adoptions)
                context.Screen.Line($"adopted at position {adoption.Position} by {adoption.Recorded.RecordedBy}: {adoption.Reason}");
            if (shown.InForce) context.Screen.Line("in force");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command ListAll(CommandContext context)
    {
        var command = new Command("list", "Every policy with a name here, built in or adopted, and which is in force.\n\nExample:\n  reports policy list");
        command.With(CommonOptions.At, CommonOptions.RecordedBy);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
            var known = await context.Mediator.Send(new GetPolicies(ledger, CommandContext.CutOf(parsed)), cancellation);
            if (CommandContext.IsJson(parsed)) context.Screen.Json(known, PolicyJson.Write);
            else
                context.Screen.Table(ListColumns, known.Select(p => ((string[])
                [
                    p.Policy.Name, p.Policy.Digest[..16], string.Join(", ", p.Adoptions.Select(a => a.Position)), p.InForce ? "in force" : "", p.Policy.Description,
                ], Tone.Plain)));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(Screen screen, Policy policy)
    {
        screen.Heading($"{policy.Name}: {policy.Description}");
        screen.Line($"tolerance {policy.Tolerance:0.00##}, stale after {policy.StalenessDays} days, digest {policy.Digest[..16]}");
        screen.Table(Columns, policy.PhraseTable.Select(r => ((string[])[r.Phrase, r.Interval, r.Anchor], Tone.Plain)));
    }
}
