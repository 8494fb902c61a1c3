using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.ControlStatus;
using Reports.Projections.Ledger;
using Reports.Service.Hosting;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;

namespace Reports.Service.Tests;

/// <summary>A ledger in a folder of its own, with a clock to drive.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    public const string Gazetteer = """
        places:
          - { id: syria, name: Syria, kind: country }
          - { id: damascus, name: Damascus, kind: city, within: syria, aliases: [دمشق] }
          - { id: qadam, name: Qadam, kind: neighbourhood, within: damascus, aliases: [al-Qadam] }
          - { id: yarmouk, name: Yarmouk, kind: camp, within: damascus }
        actors:
          - { id: syrian-government, name: Syrian government, kind: state }
          - { id: syrian-opposition, name: Syrian opposition, kind: coalition }
          - { id: hts, name: Hayat Tahrir al-Sham, kind: armed-group, within: syrian-opposition }
          - { id: isil, name: ISIL, kind: armed-group, aliases: [Daesh] }
          - { id: sohr, name: SOHR, kind: monitor }
          - { id: sana, name: SANA, kind: agency }
        outlets:
          - { id: new-arab, name: The New Arab }
          - { id: reuters, name: Reuters }
        """;

    private Workspace(string folder, Ledger ledger, FakeTimeProvider time)
    {
        Folder = folder;
        Ledger = ledger;
        Time = time;
    }

    public string Folder { get; }

    public Ledger Ledger { get; private set; }

    public FakeTimeProvider Time { get; }

    public string File => Path.Combine(Folder, "ledger.db");

    public static async Task<Workspace> CreateAsync(bool withGazetteer = true)
    {
        var folder = Directory.CreateTempSubdirectory("reports-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var workspace = new Workspace(folder, await Ledger.OpenAsync(Path.Combine(folder, "ledger.db"), LedgerMode.Write, time, "test"), time);
        if (withGazetteer) await workspace.IngestAsync(("gazetteer.yaml", Gazetteer));
        return workspace;
    }

    public static string Source(string id, string body, string published = "2018-03-14", string outlet = "new-arab") => $"""
        source:
          id: {id}
          outlet: {outlet}
          title: A title
          published: {published}
          language: en
          sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
        {body}
        """;

    public static string Control(string place, string actor, string relation, string on, string key = "f1", string by = "sohr") => $$"""
        facts:
          - id: {{key}}
            control: { place: {{place}}, actor: {{actor}}, relation: {{relation}}, on: {{on}} }
            by: [{{by}}]
        """;

    public Task<IngestReport> IngestAsync(params (string Name, string Text)[] files) =>
        IngestAsync([.. files.Select(f => new InputFile(f.Name, () => Encoding.UTF8.GetBytes(f.Text)))], dryRun: false);

    public Task<IngestReport> IngestAsync(IReadOnlyList<InputFile> files, bool dryRun) => new IngestFilesHandler(Time).Handle(
        new IngestFiles(Ledger, files, "amira", Day.Parse("2018-06-01"), Policy.Reports1, dryRun), TestContext.Current.CancellationToken);

    /// <summary>Imports a file of this text.</summary>
    public Task<ImportReport> ImportAsync(string format, string text, ImportSettings? settings = null, bool dryRun = false) =>
        ImportAsync(format, new ImportInput("data.csv", text.Length, () => new MemoryStream(Encoding.UTF8.GetBytes(text))), settings, dryRun);

    public Task<ImportReport> ImportAsync(string format, ImportInput input, ImportSettings? settings = null, bool dryRun = false) => new ImportFileHandler(Time).Handle(
        new ImportFile(Ledger, format, input, settings ?? new ImportSettings(), "amira", Path.Combine(Folder, "rejects.csv"), dryRun),
        TestContext.Current.CancellationToken);

    /// <summary>Does a use case as the command line does.</summary>
    public async Task<T> SendAsync<T>(IRequest<T> request)
    {
        await using var services = new ServiceCollection().AddUseCases(Time).BuildServiceProvider();
        return await services.GetRequiredService<IMediator>().Send(request, TestContext.Current.CancellationToken);
    }

    public ControlStatusView Status(string place, string on = "2018-06-01", string? publishedBy = null, long? at = null) =>
        Ledger.Views.Status(place, new Cut(Day.Parse(on), publishedBy is null ? null : Day.Parse(publishedBy), at), Policy.Reports1);

    public async Task<List<(string Type, Domain.Events.LedgerEvent Event, EventMetadata Metadata, RecordedEvent Recorded)>> EventsAsync(long from = 1)
    {
        var events = new List<(string, Domain.Events.LedgerEvent, EventMetadata, RecordedEvent)>();
        await foreach (var page in Ledger.Log.ReadAllAsync(new LogRead(Position.At(from))))
            foreach (var recorded in page.Events.ToArray())
                events.Add((recorded.TypeText, EventReader.Default.Read(recorded), EventMetadata.Parse(recorded.Metadata), recorded.Copy()));
        return events;
    }

    /// <summary>Closes the ledger and opens it again: what is in memory then was rebuilt from the log.</summary>
    public async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        Ledger = await Ledger.OpenAsync(File, LedgerMode.Write, Time, "test");
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
