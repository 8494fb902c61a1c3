using Reports.Domain.Vocabulary;
using Reports.Service.Http;
using Reports.Service.Queries;

namespace Reports.Service.Exporting;

/// <summary>Which content has which formats, and what they are called.</summary>
public static class ExportFormats
{
    public static readonly Vocabulary<ExportContent> Contents = new(
        "content",
        (ExportContent.Statuses, "statuses"),
        (ExportContent.Figures, "figures"),
        (ExportContent.Incidents, "incidents"),
        (ExportContent.Facts, "facts"),
        (ExportContent.Changes, "changes"),
        (ExportContent.Gazetteer, "gazetteer"));

    public static readonly Vocabulary<ExportFormat> Formats = new(
        "format",
        (ExportFormat.Csv, "csv"),
        (ExportFormat.GeoJson, "geojson"),
        (ExportFormat.Parquet, "parquet"),
        (ExportFormat.Ndjson, "ndjson"),
        (ExportFormat.CloudEvents, "cloudevents"),
        (ExportFormat.Prov, "prov"),
        (ExportFormat.Claims, "claims"));

    /// <summary>The formats of a content, the plainest first.</summary>
    public static IReadOnlyList<ExportFormat> Of(ExportContent content) => content switch
    {
        ExportContent.Facts => [ExportFormat.Csv, ExportFormat.GeoJson, ExportFormat.Parquet, ExportFormat.Ndjson, ExportFormat.Prov, ExportFormat.Claims],
        ExportContent.Changes => [ExportFormat.Csv, ExportFormat.Parquet, ExportFormat.Ndjson, ExportFormat.CloudEvents],
        _ => [ExportFormat.Csv, ExportFormat.GeoJson, ExportFormat.Parquet, ExportFormat.Ndjson],
    };

    /// <summary>True for views that depend on a valid date; facts, changes and the gazetteer are what was known, whenever it holds.</summary>
    public static bool HasValidDate(this ExportContent content) => content is ExportContent.Statuses or ExportContent.Figures or ExportContent.Incidents;

    /// <exception cref="RefusedException">The content has no such format; the message says which it has, and what has the format.</exception>
    public static void Check(ExportContent content, ExportFormat format)
    {
        if (Of(content).Contains(format)) return;
        var others = Enum.GetValues<ExportContent>().Where(c => Of(c).Contains(format)).Select(Contents.Word);
        throw new RefusedException(
            $"'{Contents.Word(content)}' cannot be written as '{Formats.Word(format)}', which is for {string.Join(", ", others)}; there are {string.Join(", ", Of(content).Select(Formats.Word))}");
    }

    public static string MediaType(this ExportFormat format) => format switch
    {
        ExportFormat.Csv => Representation.Csv,
        ExportFormat.GeoJson => Representation.GeoJson,
        ExportFormat.Parquet => "application/vnd.apache.parquet",
        ExportFormat.Ndjson => Representation.Lines,
        ExportFormat.CloudEvents => "application/cloudevents-batch+json",
        ExportFormat.Prov => "application/prov+json",
        ExportFormat.Claims => "application/ld+json",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format"),
    };

    /// <summary>How files of the format end, with the dot.</summary>
    public static string Extension(this ExportFormat format) => format switch
    {
        ExportFormat.Csv => ".csv",
        ExportFormat.GeoJson => ".geojson",
        ExportFormat.Parquet => ".parquet",
        ExportFormat.Ndjson => ".ndjson",
        ExportFormat.CloudEvents => ".cloudevents.json",
        ExportFormat.Prov => ".prov.json",
        ExportFormat.Claims => ".jsonld",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format"),
    };

    /// <summary>True where the format has no place of its own for what the export was made from: a file beside it says so.</summary>
    public static bool NeedsSidecar(this ExportFormat format) => format is ExportFormat.Csv or ExportFormat.Ndjson or ExportFormat.CloudEvents;
}
