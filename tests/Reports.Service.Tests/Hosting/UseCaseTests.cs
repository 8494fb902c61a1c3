using System.Reflection;
using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reports.Domain.Time;
using Reports.Service.Access;
using Reports.Service.Corrections;
using Reports.Service.Hosting;
using Reports.Service.Importing;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Hosting;

/// <summary>What every use case passes through, whoever asks for it.</summary>
public sealed class UseCaseTests : IDisposable
{
    /// <summary>All that a reader may do; whatever is new needs more until it is named here.</summary>
    private static readonly string[] Reads =
    [
        "CompareCuts", "ComparePolicies", "ExplainView", "ExportLedger", "FindNames", "GetBoundaries", "GetEvents", "GetFacts", "GetFigures", "GetGazetteer", "GetHistory",
        "GetIncidents", "GetPolicies", "GetSourceStanding", "GetSources", "GetStatus", "ReplayLedger",
    ];

    private static readonly string[] Audits = ["GetWitnessedLogs", "MakeBundle", "ProveGrowth", "ProveInclusion", "VerifyBundle", "VerifyLedger"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reports-keys-");
    private readonly FakeTimeProvider _time = new();
    private readonly KeyFile _keys;

    public UseCaseTests() => _keys = new KeyFile(Path.Combine(_folder.FullName, "keys"), _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every request that there is, found rather than listed.</summary>
    private static IEnumerable<Type> Requests => typeof(NeedsAttribute).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_request_declares_what_it_needs_and_has_a_handler()
    {
        Assert.All(Requests, request => Assert.True(NeedsAttribute.Of(request) is not null, request.Name));
        using var services = new ServiceCollection().AddUseCases(_time).BuildServiceProvider();
        Assert.All(Requests, request => Assert.NotNull(services.GetService(typeof(IRequestHandler<,>).MakeGenericType(request, AnswerOf(request)))));
    }

    [Theory]
    [InlineData(Role.Reader, Permission.Read)]
    [InlineData(Role.Auditor, Permission.Read, Permission.Audit)]
    [InlineData(Role.Reporter, Permission.Read, Permission.Append)]
    [InlineData(Role.Admin, Permission.Read, Permission.Audit, Permission.Append, Permission.Manage)]
    public async Task A_use_case_is_done_for_a_role_that_may_and_denied_to_others_whoever_forgot_to_ask(Role role, params Permission[] allowed)
    {
        using var access = new AccessControl(_keys, readsNeedKey: false, _time);
        var key = _keys.Create("somebody", role, null, 10).Text;
        var caller = await access.AuthenticateAsync($"Bearer {key}", null, Cancellation);
        foreach (var request in Requests)
        {
            var isDenied = await SendAsync(access, caller, request) is AccessException { Problem: AccessProblem.Denied };
            Assert.True(isDenied != allowed.Contains(NeedsAttribute.Of(request)!.Value), $"{request.Name} for a {role}");
        }
    }

    [Fact]
    public async Task Who_shows_no_key_and_who_is_not_known_yet_changes_nothing()
    {
        using var access = new AccessControl(_keys, readsNeedKey: false, _time);
        foreach (var request in Requests)
        {
            Assert.Equal(!Reads.Contains(request.Name), await SendAsync(access, Caller.Nobody, request) is AccessException);
            Assert.IsType<AccessException>(await SendAsync(access, null, request));
        }
    }

    [Fact]
    public void Reading_and_auditing_are_these_alone_and_all_else_is_denied_to_readers()
    {
        Assert.Equal(Reads, Requests.Where(r => NeedsAttribute.Of(r) == Permission.Read).Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Audits, Requests.Where(r => NeedsAttribute.Of(r) == Permission.Audit).Select(r => r.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_in_itself_is_refused_before_a_ledger_is_looked_at()
    {
        using var services = new ServiceCollection().AddUseCases(_time).BuildServiceProvider();
        var mediator = services.GetRequiredService<IMediator>();
        await RefusedAsync("a reason is needed", new RetractFact(null!, "s/f", "", "amira", Day.Max, null));
        await RefusedAsync("'f' is not a fact's id: write source/fact", new RetractFact(null!, "f", "because", "amira", Day.Max, null));
        await RefusedAsync("a reason is needed", new WithdrawSource(null!, "s", "", "amira", Day.Max, null));
        await RefusedAsync("unknown format 'x'", new ImportFile(null!, "x", null!, null!, "amira", null));

        async Task RefusedAsync<T>(string why, IRequest<T> request) =>
            Assert.StartsWith(why, (await Assert.ThrowsAsync<RefusedException>(() => mediator.Send(request, Cancellation))).Message, StringComparison.Ordinal);
    }

    /// <summary>Sends an empty request as a server does; null is for a caller whom nobody identified. What lets it through fails in the check or the handler.</summary>
    private async Task<Exception?> SendAsync(AccessControl access, Caller? caller, Type request)
    {
        await using var services = new ServiceCollection().AddSingleton(access).AddUseCasesOfCallers(_time).BuildServiceProvider(validateScopes: true);
        await using var scope = services.CreateAsyncScope();
        if (caller is not null) scope.ServiceProvider.GetRequiredService<RequestCaller>().Is(caller);
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var empty = RuntimeHelpers.GetUninitializedObject(request);
        var send = typeof(UseCaseTests).GetMethod(nameof(SentAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(AnswerOf(request));
        return await Record.ExceptionAsync(() => (Task)send.Invoke(null, [mediator, empty])!);
    }

    private static Task<T> SentAsync<T>(IMediator mediator, IRequest<T> request) => mediator.Send(request, Cancellation);

    private static Type AnswerOf(Type request) => request.GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GenericTypeArguments[0];
}
