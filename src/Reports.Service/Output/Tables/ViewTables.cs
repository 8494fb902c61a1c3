using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;

namespace Reports.Service.Output.Tables;

/// <summary>Views as rows, each with its cut, position and policy.</summary>
internal static class ViewTables
{
    /// <param name="names">The gazetteer at the cut.</param>
    public static Table<ControlStatusView> Statuses(GazetteerTree names)
    {
        Place? Of(ControlStatusView view) => names.Places.GetValueOrDefault(view.Place);
        return new(
        [
            new TextColumn<ControlStatusView>("place", "#loc+id", v => v.Place),
            new TextColumn<ControlStatusView>("status", "#status+control", v => ViewJson.Word(v.Status)),
            new TextColumn<ControlStatusView>("parties", "#group+parties+id+list", v => Ids(v.Parties)),
            new TextColumn<ControlStatusView>("extent", "#status+extent", v => Extents.Vocabulary.Word(v.Extent)),
            new FlagColumn<ControlStatusView>("inherited", "#meta+inherited", v => v.Inherited),
            new TextColumn<ControlStatusView>("decidedAt", "#loc+decided+id", v => v.DecidedAt),
            new FlagColumn<ControlStatusView>("stale", "#meta+stale", v => v.Stale),
            new TextColumn<ControlStatusView>("lastEvidence", "#date+evidence", v => v.LastEvidence?.ToString()),
            new WholeColumn<ControlStatusView>("ageDays", "#indicator+age+days", v => v.AgeDays),
            new WholeColumn<ControlStatusView>("originsFor", "#meta+origins+for+num", v => v.Basis.OriginsFor),
            new WholeColumn<ControlStatusView>("originsAgainst", "#meta+origins+against+num", v => v.Basis.OriginsAgainst),
            new TextColumn<ControlStatusView>("bestGrade", "#meta+grade", v => v.Basis.BestGrade?.ToString()),
            new TextColumn<ControlStatusView>("rule", "#meta+rule", v => v.Basis.Rule),
            new TextColumn<ControlStatusView>("on", "#date+valid", v => Date(v.Cut.On)),
            new WholeColumn<ControlStatusView>("position", "#meta+position", v => v.Position),
            new TextColumn<ControlStatusView>("policy", "#meta+policy", v => v.Policy),
            new TextColumn<ControlStatusView>("publishedBy", "#date+published+max", v => v.Cut.PublishedBy?.ToString()),
            new TextColumn<ControlStatusView>("name", "#loc+name", v => Of(v)?.Name),
            new TextColumn<ControlStatusView>("pcode", "#loc+code+p", v => Of(v)?.Pcode),
            new NumberColumn<ControlStatusView>("lat", "#geo+lat", v => Of(v)?.Point?.Lat),
            new NumberColumn<ControlStatusView>("lon", "#geo+lon", v => Of(v)?.Point?.Lon),
            new TextColumn<ControlStatusView>("besiegedBy", "#group+besieging+id+list", v => Ids(v.BesiegedBy.Select(s => s.Actor))),
            new TextColumn<ControlStatusView>("evacuations", "#event+evacuation+id+list", v => Ids(v.Evacuations)),
            new TextColumn<ControlStatusView>("factsFor", "#meta+facts+for+list", v => Ids(v.Basis.For)),
            new TextColumn<ControlStatusView>("factsAgainst", "#meta+facts+against+list", v => Ids(v.Basis.Against)),
        ]);
    }

    public static Table<FigureView> Figures { get; } = new(
    [
        new TextColumn<FigureView>("about", "#event+about+id", v => v.Key.About),
        new TextColumn<FigureView>("measure", "#indicator+name", v => Measures.Vocabulary.Word(v.Key.Measure)),
        new TextColumn<FigureView>("population", "#group+population", v => Populations.Vocabulary.Word(v.Key.Population)),
        new TextColumn<FigureView>("modality", "#indicator+modality", v => Modalities.Vocabulary.Word(v.Key.Modality)),
        new TextColumn<FigureView>("scope", "#indicator+scope", v => Scopes.Vocabulary.Word(v.Key.Scope)),
        new TextColumn<FigureView>("from", "#date+start", v => Date(v.From)),
        new TextColumn<FigureView>("to", "#date+end", v => Date(v.To)),
        new TextColumn<FigureView>("class", "#status+agreement", v => ViewJson.Word(v.Class)),
        new FlagColumn<FigureView>("disputed", "#status+disputed", v => v.Disputed),
        new WholeColumn<FigureView>("low", "#indicator+value+min", v => v.Low),
        new WholeColumn<FigureView>("high", "#indicator+value+max", v => v.High),
        new NumberColumn<FigureView>("ratio", "#indicator+ratio", v => v.Ratio is { } ratio ? (double)decimal.Round(ratio, 4) : null),
        new TextColumn<FigureView>("origins", "#meta+origins+list", v => string.Join("; ", v.Origins.Select(o => $"{o.Origin}: {o.Quantity}"))),
        new TextColumn<FigureView>("why", "#meta+reason", v => v.Why),
        new TextColumn<FigureView>("on", "#date+valid", v => Date(v.Cut.On)),
        new WholeColumn<FigureView>("position", "#meta+position", v => v.Position),
        new TextColumn<FigureView>("policy", "#meta+policy", v => v.Policy),
        new TextColumn<FigureView>("publishedBy", "#date+published+max", v => v.Cut.PublishedBy?.ToString()),
        new TextColumn<FigureView>("hxl", "#indicator+code+hxl", v => v.Key.Measure.Hxl()),
        new TextColumn<FigureView>("facts", "#meta+facts+list", v => Ids(v.Origins.SelectMany(o => o.Facts))),
        new TextColumn<FigureView>("denials", "#meta+facts+against+list", v => Ids(v.Denials)),
        new TextColumn<FigureView>("brokenConstraints", "#meta+constraints+list", v => string.Join("; ", v.BrokenConstraints.Select(b => $"{b.Rule}: {b.Part}, {b.Whole}"))),
    ]);

    public static Table<IncidentView> Incidents { get; } = new(
    [
        new TextColumn<IncidentView>("id", "#event+id", v => v.Id),
        new TextColumn<IncidentView>("kind", "#event+type", v => IncidentKinds.Vocabulary.Word(v.Kind)),
        new TextColumn<IncidentView>("from", "#loc+from+id+list", v => Ids(v.From)),
        new TextColumn<IncidentView>("to", "#loc+to+id+list", v => Ids(v.To)),
        new TextColumn<IncidentView>("participants", "#group+participants+id+list", v => Ids(v.Participants)),
        new TextColumn<IncidentView>("partOf", "#event+parent+id", v => v.PartOf),
        new FlagColumn<IncidentView>("denied", "#status+denied", v => v.Denied),
        new FlagColumn<IncidentView>("datesDisagree", "#status+dates", v => v.DatesDisagree),
        new TextColumn<IncidentView>("statements", "#meta+statements+list", v => string.Join("; ", v.Statements.Select(s => $"{s.Origin}: {s.On}"))),
        new TextColumn<IncidentView>("on", "#date+valid", v => Date(v.Cut.On)),
        new WholeColumn<IncidentView>("position", "#meta+position", v => v.Position),
        new TextColumn<IncidentView>("publishedBy", "#date+published+max", v => v.Cut.PublishedBy?.ToString()),
        new TextColumn<IncidentView>("facts", "#meta+facts+list", v => Ids(v.Statements.Select(s => s.Fact))),
    ]);

    /// <summary>Ids have no spaces.</summary>
    internal static string Ids(IEnumerable<string> ids) => string.Join(' ', ids);

    internal static string? Date(Day day) => day.IsUnbounded ? null : day.ToString();

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
