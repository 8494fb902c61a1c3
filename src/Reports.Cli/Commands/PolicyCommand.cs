using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Policies;

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
                context.Screen.Json(Policy.All, (json, policy) =>
                {
                    json.WriteStartObject();
                    json.WriteString("name", policy.Name);
                    json.WriteString("description", policy.Description);
                    json.WriteString("digest", policy.Digest);
                    json.WriteNumber("tolerance", policy.Tolerance);
                    json.WriteNumber("stalenessDays", policy.StalenessDays);
                    json.WriteStartArray("phrases");
                    foreach (var (phrase, interval, anchor) in policy.PhraseTable)
                    {
                        json.WriteStartObject();
                        json.WriteString("phrase", phrase);
                        json.WriteString("interval", interval);
                        json.WriteString("anchor", anchor);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                });
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
