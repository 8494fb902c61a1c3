using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Hosting;
using Reports.Service.Access;

namespace Reports.Service.Protocol;

/// <summary>Around every call: credentials before it, and every failure told as the protocol tells it.</summary>
internal sealed class CallInterceptor(CallAccess access, OpenCalls open, IHostApplicationLifetime lifetime) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        AnswerAsync(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        AnswerAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        AnswerAsync(context, () => Done(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        AnswerAsync(context, () => Done(continuation(requestStream, responseStream, context)));

    private static async Task<bool> Done(Task call)
    {
        await call;
        return true;
    }

    private async Task<T> AnswerAsync<T>(ServerCallContext context, Func<Task<T>> answer)
    {
        try
        {
            var caller = await access.CheckAsync(context);
            var http = context.GetHttpContext();
            using (open.Begin(caller, http.Abort)) return await answer();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw ProtocolErrors.Unavailable("the server is stopping");
        }
        catch (Exception e) when (e is not RpcException)
        {
            var told = ProtocolErrors.Of(e);
            if (told.StatusCode is StatusCode.Internal or StatusCode.DataLoss) Serilog.Log.Error(e, "{Method} failed", context.Method);
            else Serilog.Log.Debug(e, "{Method} ended with {Status}", context.Method, told.StatusCode);
            throw told;
        }
    }
}
