using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Reports.Service.Exporting;
using Reports.Service.Feed;
using Reports.Service.Hosting;
using Reports.Service.Ledgers;
using Reports.Service.Pages;
using Reports.Service.Replaying;
using Reports.Service.Telemetry;

namespace Reports.Service.Http;

/// <summary>What the HTTP interface of a ledger is made of.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services, Ledger ledger, ServerOptions options, TimeProvider time)
    {
        services.AddUseCasesOfCallers(time);
        // The instance and not a factory: what a factory gives is disposed with the server, and the ledger outlives it.
        services.AddSingleton(ledger);
        services.AddSingleton(_ => new RequestRates(options.RequestsPerSecond));
        services.AddSingleton<RequestSlots>();
        services.AddCrossOrigin(options.Origins);
        services.AddSingleton(_ => new LogRoots(ledger.Log, options.Integrity?.Tiles));
        services.AddSingleton<ApiEndpoint>();
        services.AddSingleton<ChangesEndpoint>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ServedReplay>();
        services.AddHostedService(provider => provider.GetRequiredService<ServedReplay>());
        services.AddTelemetry();
        services.AddResponseCompression(compression =>
        {
            // No answer has a secret beside what a caller sent, so that sizes tell nothing.
            compression.EnableForHttps = true;
            compression.MimeTypes = [Representation.Json, Representation.Lines, Representation.Csv, Representation.GeoJson, "application/schema+json", "application/problem+json", PageRendering.MediaType, .. Enum.GetValues<ExportFormat>().Where(f => f != ExportFormat.Parquet).Select(f => f.MediaType())];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        return services;
    }

    public static void MapApi(this WebApplication application, ServerOptions options)
    {
        var time = application.Services.GetRequiredService<TimeProvider>();
        application.Use(next => context =>
        {
            if (SecurityHeaders.AreFor(context.Request)) SecurityHeaders.Write(context.Response);
            return RequestLog.WriteAsync(context, next, time);
        });
        application.UseCrossOrigin(options.Origins);
        // Calls of the protocol compress by rules of their own.
        application.UseWhen(
            context => context.Request.Path.StartsWithSegments(ApiRoutes.Root, StringComparison.Ordinal) || PageRendering.IsWanted(context.Request),
            answers => answers.UseResponseCompression());
        application.MapTelemetry();
        application.UseRouting();
        application.Services.GetRequiredService<ApiEndpoint>().Map(application);
    }
}
