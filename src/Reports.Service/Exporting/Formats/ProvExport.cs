using System.Text;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.Service.Exporting.Reading;
using Reports.Service.Output;

namespace Reports.Service.Exporting.Formats;

/// <summary>
/// Where facts come from as W3C PROV-JSON: sources and facts are entities, the runs that recorded them activities, outlets, origins and
/// recorders agents. The format has its relations apart from its entities: they wait in files while facts are read. Runs and agents, of which
/// there are few, wait in memory.
/// </summary>
internal sealed class ProvExport(GazetteerTree names, Stream output) : ExportWriter<ExportedSource>
{
    private readonly List<(Spool Spool, ProvSection Section)> _relations = [];
    private readonly ProvSection _entities = new("entity", output);
    private readonly SortedDictionary<string, string> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, (DateTimeOffset Start, DateTimeOffset End, SortedSet<string> Recorders)> _runs = [];

    public override async ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation)
    {
        foreach (var name in (string[])["wasAttributedTo", "wasDerivedFrom", "wasGeneratedBy"])
        {
            var spool = new Spool();
            _relations.Add((spool, new ProvSection(name, spool.Stream)));
        }

        await RawAsync("{\"prefix\":{\"reports\":\"urn:reports:\"},\n\"entity\":{", cancellation);
        _entities.Add(json =>
        {
            json.WriteStartObject($"reports:export/{Uri.EscapeDataString(origin.Root.ToString())}/{ExportFormats.Contents.Word(origin.Content)}");
            ProvJson.Type(json, "prov:Collection");
            foreach (var (name, value) in origin.Properties) json.WriteString("reports:" + name, value);
            json.WriteEndObject();
        });
    }

    public override async ValueTask WriteAsync(IReadOnlyList<ExportedSource> page, CancellationToken cancellation)
    {
        foreach (var source in page) Add(source);
        await _entities.FlushAsync(cancellation);
        foreach (var (_, section) in _relations) await section.FlushAsync(cancellation);
    }

    public override async ValueTask EndAsync(CancellationToken cancellation)
    {
        await _entities.FlushAsync(cancellation);
        await RawAsync("\n}", cancellation);
        var associations = new List<(string Run, string Recorder)>();
        await SectionAsync("activity", section =>
        {
            foreach (var (id, run) in _runs.OrderBy(r => r.Value.Start).ThenBy(r => r.Key))
            {
                section.Add(json => ProvJson.Run(json, $"reports:run/{id}", run.Start, run.End));
                associations.AddRange(run.Recorders.Select(r => ($"reports:run/{id}", ProvJson.RecorderId(r))));
            }
        }, cancellation);
        await SectionAsync("agent", section =>
        {
            foreach (var (id, label) in _agents) section.Add(json => ProvJson.Agent(json, id, label));
        }, cancellation);
        await SectionAsync("wasAssociatedWith", section =>
        {
            foreach (var (run, recorder) in associations)
                section.Add(json => ProvJson.Relation(json, section.Name, section.Count, null, ("prov:activity", run), ("prov:agent", recorder)));
        }, cancellation);
        foreach (var (spool, section) in _relations)
        {
            await RawAsync($",\n\"{section.Name}\":{{", cancellation);
            await spool.CopyToAsync(output, cancellation);
            await RawAsync("\n}", cancellation);
        }

        await RawAsync("}\n", cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var (spool, _) in _relations) await spool.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Add(ExportedSource source)
    {
        var (attributed, derived, generated) = (_relations[0].Section, _relations[1].Section, _relations[2].Section);
        var document = ProvJson.SourceId(source.Header.Id);
        _entities.Add(json => ProvJson.Source(json, source.Header, source.Position));
        Attribute(document, source.Header.Outlet);
        Note(source.Recorded);
        foreach (var fact in source.Facts)
        {
            var id = ProvJson.FactId(fact.View);
            _entities.Add(json => ProvJson.Fact(json, fact.View, fact.Fact, null));
            Attribute(id, fact.View.Origin);
            derived.Add(json => ProvJson.Relation(
                json, derived.Name, derived.Count, j => ProvJson.Type(j, "prov:PrimarySource"), ("prov:generatedEntity", id), ("prov:usedEntity", document)));
            generated.Add(json => ProvJson.Relation(
                json, generated.Name, generated.Count, ProvJson.Time(fact.Recorded), ("prov:entity", id), ("prov:activity", ProvJson.RunId(fact.Recorded))));
            Note(fact.Recorded);
        }

        void Attribute(string entity, string agent)
        {
            _agents[ProvJson.AgentId(agent)] = names.SpeakerName(agent);
            attributed.Add(json => ProvJson.Relation(json, attributed.Name, attributed.Count, null, ("prov:entity", entity), ("prov:agent", ProvJson.AgentId(agent))));
        }
    }

    /// <summary>Takes note of the run in which something was recorded.</summary>
    private void Note(EventMetadata recorded)
    {
        var (at, by) = (recorded.RecordedAt, recorded.RecordedBy);
        _agents[ProvJson.RecorderId(by)] = by;
        if (!_runs.TryGetValue(recorded.CorrelationId, out var run)) run = (at, at, new SortedSet<string>(StringComparer.Ordinal));
        run.Recorders.Add(by);
        _runs[recorded.CorrelationId] = (at < run.Start ? at : run.Start, at > run.End ? at : run.End, run.Recorders);
    }

    private async ValueTask SectionAsync(string name, Action<ProvSection> write, CancellationToken cancellation)
    {
        await RawAsync($",\n\"{name}\":{{", cancellation);
        var section = new ProvSection(name, output);
        write(section);
        await section.FlushAsync(cancellation);
        await RawAsync("\n}", cancellation);
    }

    private ValueTask RawAsync(string text, CancellationToken cancellation) => output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
}
