using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Domain.Vocabulary;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Output;

namespace Reports.Service.Evidence;

/// <summary>One of the figures that are asked about.</summary>
/// <param name="Key">What is counted.</param>
/// <param name="From">The first day of its window at the cut.</param>
/// <param name="To">The last.</param>
public sealed record AskedFigure(FigureKey Key, Day From, Day To)
{
    public bool Is(FigureView view) => view.Key == Key && view.From == From && view.To == To;
}

/// <summary>What a bundle answers.</summary>
/// <param name="Subject">The place, or what the figures are about.</param>
/// <param name="Figures">The figures; empty for the status of a place.</param>
/// <param name="Cut">At which cut; its position is always named.</param>
/// <param name="Policy">The name of the policy, whose constants stand in a file of their own.</param>
/// <param name="PolicyDigest">Its digest.</param>
/// <param name="Events">How many events the bundle has: whoever has the ledger can count them again.</param>
public sealed record EvidenceQuestion(
    string Subject, ImmutableArray<AskedFigure> Figures, Cut Cut, string Policy, string PolicyDigest, int Events)
{
    /// <summary>The format, and its version.</summary>
    public const string Format = "reports-bundle/1";

    public bool IsStatus => Figures.IsEmpty;

    public byte[] ToJson() => PrintedJson.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("question", IsStatus ? "status" : "figures");
        json.WriteString("subject", Subject);
        json.WriteStartArray("figures");
        foreach (var figure in Figures)
        {
            json.WriteStartObject();
            json.WriteString("about", figure.Key.About);
            json.WriteString("measure", Measures.Vocabulary.Word(figure.Key.Measure));
            json.WriteString("population", Populations.Vocabulary.Word(figure.Key.Population));
            json.WriteString("modality", Modalities.Vocabulary.Word(figure.Key.Modality));
            json.WriteString("scope", Scopes.Vocabulary.Word(figure.Key.Scope));
            json.WriteString("from", figure.From.IsUnbounded ? null : figure.From.ToString());
            json.WriteString("to", figure.To.IsUnbounded ? null : figure.To.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("on", Cut.On.ToString());
        json.WriteString("publishedBy", Cut.PublishedBy?.ToString());
        json.WriteNumber("position", Cut.At!.Value);
        json.WriteString("policy", Policy);
        json.WriteString("policyDigest", PolicyDigest);
        json.WriteNumber("events", Events);
        json.WriteEndObject();
    });

    /// <summary>Reads a question, which has one spelling.</summary>
    public static bool TryParse(byte[] bytes, [NotNullWhen(true)] out EvidenceQuestion? question, [NotNullWhen(false)] out string? error)
    {
        question = null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            error = $"its format is not {Format}";
            if (root.GetProperty("format").GetString() != Format) return false;
            question = new EvidenceQuestion(
                Text(root, "subject"), [.. root.GetProperty("figures").EnumerateArray().Select(Figure)],
                new Cut(Day.Parse(Text(root, "on")), root.GetProperty("publishedBy").GetString() is { } by ? Day.Parse(by) : null, root.GetProperty("position").GetInt64()),
                Text(root, "policy"), Text(root, "policyDigest"), root.GetProperty("events").GetInt32());
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            error = $"it is no question: {e.Message}";
            return false;
        }

        error = "it is not written as a question is";
        if (question.Cut.At < 0 || !question.ToJson().AsSpan().SequenceEqual(bytes)) return false;
        error = null;
        return true;
    }

    private static AskedFigure Figure(JsonElement json) => new(
        new FigureKey(
            Text(json, "about"), Word(json, "measure", Measures.Vocabulary), Word(json, "population", Populations.Vocabulary),
            Word(json, "modality", Modalities.Vocabulary), Word(json, "scope", Scopes.Vocabulary)),
        json.GetProperty("from").GetString() is { } from ? Day.Parse(from) : Day.Min,
        json.GetProperty("to").GetString() is { } to ? Day.Parse(to) : Day.Max);

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static T Word<T>(JsonElement json, string name, Vocabulary<T> vocabulary)
        where T : struct, Enum =>
        vocabulary.TryParse(Text(json, name), out var value) ? value : throw new FormatException($"'{Text(json, name)}' is no {name}");
}
