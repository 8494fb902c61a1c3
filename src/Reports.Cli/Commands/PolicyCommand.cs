using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Policies;
using Reports.Service.Output;

namespace Reports.Cli.Commands;

/// <summary><c>reports policy</c></summary>
internal static class PolicyCommand
{
    private static readonly string[] Columns = ["phrase", "interval", "anchor"];

    public static Command Create(CommandContext context)
    {
        var command = new Command("policy", "The policies: conversion of phrases, tolerance, freshness.\n\nExample:\n  reports policy");
        command.SetAction(parsed =>
        {
            if (CommandContext.IsJson(parsed))
            {
                context.Screen.Json(Policy.All, PolicyJson.Write);
                return ExitCodes.Done;
            }

            foreach (var policy in Policy.All)
            {
                context.Screen.Heading($"{policy.Name}: {policy.Description}");
                context.Screen.Line($"tolerance {policy.Tolerance}, stale after {policy.StalenessDays} days, digest {policy.Digest[..16]}");
                context.Screen.Table(Columns, policy.PhraseTable.Select(r => ((string[])[r.Phrase, r.Interval, r.Anchor], Tone.Plain)));
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
