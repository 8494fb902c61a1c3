namespace Reports.Service.Exporting;

/// <summary>How it is written.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180 with a second row of HXL hashtags.</summary>
    Csv,

    /// <summary>A FeatureCollection (RFC 7946).</summary>
    GeoJson,

    Parquet,

    /// <summary>A line of JSON for each; of facts and of the gazetteer each line is a document of <c>ingest</c>.</summary>
    Ndjson,

    /// <summary>A batch of CloudEvents 1.0 in JSON.</summary>
    CloudEvents,

    /// <summary>W3C PROV-JSON.</summary>
    Prov,

    /// <summary>Claims of schema.org in JSON-LD.</summary>
    Claims,
}
