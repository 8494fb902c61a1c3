using NodaTime;
using Reports.Service.Ingest;

namespace Reports.Service.Importing.Running;

/// <summary>What the caller adds to a format.</summary>
public sealed record ImportSettings
{
    /// <summary>The day on which the data set came out, for formats whose rows do not tell; null for the format's own rule.</summary>
    public LocalDate? Published { get; init; }

    /// <summary>Who published the data set, for formats that do not tell; a name or an id.</summary>
    public string? Outlet { get; init; }

    /// <summary>The terms on which the data set may be passed on, for formats that record them; null where they were not said.</summary>
    public string? Licence { get; init; }

    /// <summary>The file of incidents that the rows of this one belong to, for formats of several tables; null where there is none.</summary>
    public ImportInput? Incidents { get; init; }

    /// <summary>How rows become facts, for the format that any delimited file is; null for the others.</summary>
    public InputFile? Map { get; init; }

    /// <summary>Ids that names of the file stand for, before any rule.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
