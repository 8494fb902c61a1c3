using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Reports.Service.Access;
using Reports.Service.Http;
using Reports.Service.Output;

namespace Reports.Service.Pages;

/// <summary>
/// What somebody sent with a form, and as whom. The key stands in the form: a page of another origin can have a browser send a form,
/// and does not know the key, and nothing that a browser sends by itself counts here.
/// </summary>
internal sealed class PostedForm
{
    /// <summary>A form is read before anybody knows who sent it; larger files go through the interface of programs.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int MostFields = 16;

    private readonly IFormCollection _fields;

    private PostedForm(IFormCollection fields, ApiCall call) => (_fields, Call) = (fields, call);

    /// <summary>The request of whoever has the key; of nobody where it is refused.</summary>
    public ApiCall Call { get; private set; }

    /// <summary>Why the key does not do; null where it does.</summary>
    public AccessException? Refused { get; private set; }

    public string Text(string name) => _fields[name] is [{ } text] ? text : "";

    /// <param name="call">As the form came.</param>
    /// <param name="permission">What its sender wants to do.</param>
    /// <exception cref="ApiProblem">It is no form, or too large a one.</exception>
    public static async Task<PostedForm> ReadAsync(ApiCall call, Permission permission)
    {
        var form = new PostedForm(await FieldsAsync(call.Context, call.Cancellation), call);
        await form.KnowAsync(permission);
        return form;
    }

    private async Task KnowAsync(Permission permission)
    {
        var (context, access) = (Call.Context, Call.Context.RequestServices.GetRequiredService<AccessControl>());
        try
        {
            var key = Text("key").Trim();
            var caller = key.Length == 0 ? Call.Caller : await access.AuthenticateAsync("Bearer " + key, context.Connection.RemoteIpAddress, Call.Cancellation);
            // What a browser sent by itself is not what its user wanted.
            if (key.Length == 0 && caller.IsKnown) throw new AccessException(AccessProblem.NotAuthenticated, "write the key into the form");
            access.Demand(caller, permission);
            context.RequestServices.GetRequiredService<RequestCaller>().Is(caller);
            Call = new ApiCall(context, Call.Route, Call.Ledger, Call.Mediator, Call.Time, caller);
        }
        catch (AccessException e) when (e.Problem != AccessProblem.TooManyAttempts)
        {
            Refused = e;
        }
    }

    private static async Task<IFormCollection> FieldsAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            throw new ApiProblem(ProblemKind.UnsupportedMediaType, "a form of these pages is application/x-www-form-urlencoded");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes;
        try
        {
            return await context.Request.ReadFormAsync(new FormOptions { ValueLengthLimit = MostBytes, ValueCountLimit = MostFields }, cancellation);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException { StatusCode: (int)HttpStatusCode.RequestEntityTooLarge })
        {
            throw new ApiProblem(ProblemKind.TooLarge, $"a form has at most {Sentences.Count(MostBytes, "byte")}: 'reports ingest' and POST {ApiRoutes.Root}/sources take larger files");
        }
    }
}
