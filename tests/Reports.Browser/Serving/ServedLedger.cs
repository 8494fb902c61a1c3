using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Hosting;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Integrity;
using Reports.Service.Ledgers;
using Reports.Service.Replaying;

namespace Reports.Browser.Serving;

/// <summary>A ledger in a folder of its own, served as <c>reports serve</c> serves it, on ports that the system chose.</summary>
public sealed class ServedLedger : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Ledger _ledger;
    private readonly ServerOptions _options;
    private ReportsServer _server;
    private readonly ServiceProvider _services;

    private ServedLedger(string folder, Ledger ledger, ReportsServer server, ServerOptions options, ServiceProvider services, string readerKey, string reporterKey, string auditorKey)
    {
        _folder = folder;
        _ledger = ledger;
        _server = server;
        _options = options;
        _services = services;
        (ReaderKey, ReporterKey, AuditorKey) = (readerKey, reporterKey, auditorKey);
    }

    /// <summary>Where a browser finds the ledger.</summary>
    public Uri Address => _server.HttpAddress;

    /// <summary>The key of the reader <c>lina</c>.</summary>
    public string ReaderKey { get; }

    /// <summary>The key of the reporter <c>amira</c>.</summary>
    public string ReporterKey { get; }

    /// <summary>The key of the auditor <c>noor</c>.</summary>
    public string AuditorKey { get; }

    /// <summary>The five coded sources of the repository, or what else lies at the paths below its root.</summary>
    public static async Task<ServedLedger> OfFilesAsync(params string[] paths)
    {
        var served = await EmptyAsync();
        await served.IngestAsync([.. InputFiles.Find(paths.Select(p => Service.Tests.RepositoryRoot.Of(p)), () => Stream.Null)]);
        return served;
    }

    /// <summary>A ledger that holds what the texts report.</summary>
    public static async Task<ServedLedger> OfTextsAsync(params (string Name, string Text)[] files)
    {
        var served = await EmptyAsync();
        await served.IngestAsync(files);
        return served;
    }

    /// <summary>A ledger without an event.</summary>
    public static Task<ServedLedger> EmptyAsync() => OpenAsync((options, _) => options);

    /// <summary>A ledger that is served without keys: for reading.</summary>
    public static Task<ServedLedger> WithoutKeysAsync() => OpenAsync((options, _) => options with { KeyFile = null });

    /// <summary>The five coded sources, and a checkpoint after each of the paths below the repository's root.</summary>
    public static async Task<ServedLedger> WithCheckpointsAsync(params string[] paths)
    {
        var served = await OpenAsync((options, folder) => options with { Integrity = IntegrityFiles.In(Path.Combine(folder, "integrity")) });
        var (mediator, files) = (served._services.GetRequiredService<IMediator>(), served._options.Integrity!);
        await mediator.Send(new CreateSigningKey(files, "reports.test/ledger"));
        foreach (var path in paths)
        {
            await served.IngestAsync([.. InputFiles.Find([Service.Tests.RepositoryRoot.Of(path)], () => Stream.Null)]);
            await mediator.Send(new SignCheckpoint(served._ledger.Log, files));
        }

        return served;
    }

    /// <summary>The five coded sources in a log whose replays can be held, served without keys where it is so wanted.</summary>
    public static async Task<(ServedLedger Ledger, HeldLog Log)> HeldAsync(bool hasKeys = false)
    {
        HeldLog? held = null;
        var served = await OpenAsync((options, _) => hasKeys ? options : options with { KeyFile = null }, log => held = new HeldLog(log));
        await served.IngestAsync([.. InputFiles.Find([Service.Tests.RepositoryRoot.Of("eventstore/gazetteer"), Service.Tests.RepositoryRoot.Of("eventstore/sources")], () => Stream.Null)]);
        return (served, held!);
    }

    private static async Task<ServedLedger> OpenAsync(Func<ServerOptions, string, ServerOptions> with, Func<IEventLog, IEventLog>? around = null)
    {
        var folder = Directory.CreateTempSubdirectory("reports-browser-").FullName;
        var keys = new KeyFile(Path.Combine(folder, "keys"), TimeProvider.System);
        var ((_, reader), (_, reporter), (_, auditor)) = (keys.Create("lina", Role.Reader, null), keys.Create("amira", Role.Reporter, null), keys.Create("noor", Role.Auditor, null));
        var file = Path.Combine(folder, "ledger.db");
        var ledger = around is null
            ? await Ledger.OpenAsync(file, LedgerMode.Write, TimeProvider.System, "test")
            : await Ledger.OpenAsync(around(await EventLogs.OpenAsync(file, LedgerMode.Write, TimeProvider.System, "test")), TimeProvider.System);
        var options = with(new ServerOptions { Port = 0, KeyFile = keys.Path }, folder);
        var server = await ReportsServer.StartAsync(ledger, options, TimeProvider.System);
        var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        return new ServedLedger(folder, ledger, server, options, services, reader, reporter, auditor);
    }

    /// <summary>Records what texts report, while the ledger is served.</summary>
    public Task IngestAsync(params (string Name, string Text)[] files) =>
        IngestAsync([.. files.Select(f => new InputFile(f.Name, () => Encoding.UTF8.GetBytes(f.Text)))]);

    /// <summary>Takes boundaries of places, as OCHA publishes them, into the gazetteer.</summary>
    public async Task ImportBoundariesAsync(string geoJson)
    {
        var input = new ImportInput("map.geojson", 0, () => new MemoryStream(Encoding.UTF8.GetBytes(geoJson)));
        var report = await _services.GetRequiredService<IMediator>().Send(new ImportFile(_ledger, "cod-boundaries", input, new ImportSettings(), "amira", Rejects: null));
        if (report.Rejected > 0) throw new InvalidOperationException($"{report.Rejected} boundaries were refused");
    }

    /// <summary>What the use case says, by the policy in force.</summary>
    public Task<ReplayReport> ReplayAsync(Day on) =>
        _services.GetRequiredService<IMediator>().Send(new ReplayLedger(_ledger, null, on, null, _ledger.Views.PolicyAt(new Cut(on))));

    /// <summary>Ends the server; the ledger stays open.</summary>
    public ValueTask StopServingAsync() => _server.DisposeAsync();

    /// <summary>Serves the ledger again at the address that it had.</summary>
    public async Task ServeAgainAsync() =>
        _server = await ReportsServer.StartAsync(_ledger, _options with { HttpPort = Address.Port }, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _services.DisposeAsync();
        await _ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task IngestAsync(InputFile[] files)
    {
        var report = await _services.GetRequiredService<IMediator>().Send(new IngestFiles(_ledger, files, "amira", Day.Parse("2018-06-01"), Policy: null));
        if (report.Files.FirstOrDefault(f => !f.Errors.IsEmpty) is { } refused)
            throw new InvalidOperationException($"{refused.File} was refused: {refused.Errors[0]}");
    }
}
