using System.Globalization;
using System.Text.Json;
using Reports.Domain.Policies;
using Reports.EventStore.Integrity;
using Reports.Projections.Ledger;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting;

/// <summary>What an export was made from: whoever has the ledger makes the same bytes again.</summary>
/// <param name="Content">What it has.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Cut">With a position.</param>
/// <param name="Policy">By which views follow from facts.</param>
/// <param name="After">For changes: those after this position.</param>
/// <param name="Events">Events of the log by the position.</param>
/// <param name="Root">The root of the tree over them (RFC 6962), as a checkpoint of that size has it.</param>
public sealed record ExportOrigin(ExportContent Content, ExportFormat Format, Cut Cut, Policy Policy, long After, long Events, MerkleHash Root)
{
    public long Position => Cut.At!.Value;

    /// <summary>By name, in a fixed order: for headers and for metadata of files.</summary>
    public IReadOnlyList<(string Name, string Value)> Properties =>
    [
        ("content", ExportFormats.Contents.Word(Content)),
        ("format", ExportFormats.Formats.Word(Format)),
        ("position", Position.ToString(CultureInfo.InvariantCulture)),
        .. Content == ExportContent.Changes ? [("after", After.ToString(CultureInfo.InvariantCulture))] : Optional("on", Content.HasValidDate() ? ViewTables.Date(Cut.On) : null),
        .. Optional("publishedBy", Cut.PublishedBy?.ToString()),
        .. Content == ExportContent.Changes ? Array.Empty<(string, string)>() : [("policy", Policy.Name), ("policyDigest", Policy.Digest)],
        ("events", Events.ToString(CultureInfo.InvariantCulture)),
        ("root", Root.ToString()),
    ];

    /// <summary>As an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in Properties)
        {
            if (name is "position" or "after" or "events") json.WriteNumber(name, long.Parse(value, CultureInfo.InvariantCulture));
            else json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static (string, string)[] Optional(string name, string? value) => value is null ? [] : [(name, value)];
}
