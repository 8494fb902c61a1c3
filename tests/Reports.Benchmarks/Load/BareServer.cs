using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Reports.Benchmarks.Load;

/// <summary>
/// The raw limit: Kestrel and nothing behind it. What is put at <c>/fixed</c> is what it answers there; what is posted to <c>/feed</c> goes to everybody
/// who follows <c>/feed</c>, and is acknowledged when it is written to all.
/// </summary>
public sealed class BareServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<PipeWriter, byte> _followers = new();
    private byte[] _fixed = [];

    private BareServer(WebApplication application) => _application = application;

    public int Port { get; private set; }

    public static async Task<BareServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var bare = new BareServer(builder.Build());
        bare._application.Run(bare.AnswerAsync);
        await bare._application.StartAsync();
        bare.Port = new Uri(bare._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return bare;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (isPost)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/fixed") _fixed = body.ToArray();
            else await Task.WhenAll(_followers.Keys.Select(async follower =>
            {
                follower.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
                await follower.FlushAsync();
            }));
            context.Response.ContentLength = 0;
        }
        else if (context.Request.Path == "/feed")
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.BodyWriter.Write("data: {}\n\n"u8);
            await context.Response.BodyWriter.FlushAsync();
            _followers.TryAdd(context.Response.BodyWriter, 0);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            _followers.TryRemove(context.Response.BodyWriter, out _);
        }
        else
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = _fixed.Length;
            await context.Response.Body.WriteAsync(_fixed);
        }
    }
}
