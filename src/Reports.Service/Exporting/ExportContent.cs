namespace Reports.Service.Exporting;

/// <summary>What is exported.</summary>
public enum ExportContent
{
    /// <summary>The control status of every place that sources speak of.</summary>
    Statuses,

    /// <summary>Every figure, with what each origin says.</summary>
    Figures,

    /// <summary>Every incident.</summary>
    Incidents,

    /// <summary>Every fact that stands at the cut, with its source.</summary>
    Facts,

    /// <summary>Every change of every view up to the cut's position.</summary>
    Changes,

    /// <summary>Places, actors and outlets as they read at the cut.</summary>
    Gazetteer,
}
