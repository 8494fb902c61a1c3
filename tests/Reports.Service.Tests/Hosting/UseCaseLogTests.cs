using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Domain.Time;
using Reports.Service.Access;
using Reports.Service.Corrections;
using Reports.Service.Hosting;
using Reports.Service.Queries;
using Reports.Service.Tests.Ledgers;
using Serilog.Events;

namespace Reports.Service.Tests.Hosting;

/// <summary>The line that each use case leaves in the log.</summary>
[Collection(OneLogger.Name)]
public sealed class UseCaseLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_one_line_at_information_and_a_question_one_at_debug_without_what_was_said()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "hts", "holds", "2018-03-01"))));
        Assert.Equal(
            ["\"RetractFact\" \"done\" for \"nobody in particular\" after 00:00:00"],
            await LinesAsync(workspace, LogEventLevel.Information, new RetractFact(workspace.Ledger, "a/f1", "Basil asked for it", "amira", Day.Max, null)));
        Assert.Equal(
            ["\"RetractFact\" \"refused\" for \"nobody in particular\" after 00:00:00"],
            await LinesAsync(workspace, LogEventLevel.Information, new RetractFact(workspace.Ledger, "a/f1", "Basil asked for it", "amira", Day.Max, null)));
        var question = new GetStatus(workspace.Ledger, "qadam", new CutRequest(), null);
        Assert.Empty(await LinesAsync(workspace, LogEventLevel.Information, question));
        Assert.Equal(["\"GetStatus\" \"done\" for \"nobody in particular\" after 00:00:00"], await LinesAsync(workspace, LogEventLevel.Debug, question));
    }

    [Fact]
    public async Task What_was_denied_names_the_caller_and_no_key()
    {
        await using var workspace = await Workspace.CreateAsync();
        var file = new KeyFile(Path.Combine(workspace.Folder, "keys"), workspace.Time);
        var key = file.Create("bashir", Role.Reader, null, 10).Text;
        using var access = new AccessControl(file, readsNeedKey: false, workspace.Time);
        await using var services = new ServiceCollection().AddSingleton(access).AddUseCasesOfCallers(workspace.Time).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestCaller>().Is(await access.AuthenticateAsync($"Bearer {key}", null, Cancellation));
        using var notices = new Notices(LogEventLevel.Information);
        await Assert.ThrowsAsync<AccessException>(() => scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ListKeys(file.Path), Cancellation));
        Assert.Equal(["\"ListKeys\" \"denied\" for \"bashir\" after 00:00:00"], notices.Texts);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync<T>(Workspace workspace, LogEventLevel from, IRequest<T> request)
    {
        await using var services = new ServiceCollection().AddUseCases(workspace.Time).BuildServiceProvider();
        using var notices = new Notices(from);
        _ = await Record.ExceptionAsync(() => services.GetRequiredService<IMediator>().Send(request, Cancellation));
        return [.. notices.Texts.Where(t => t.Contains(typeof(T) == typeof(RecordedChange) ? "RetractFact" : "GetStatus", StringComparison.Ordinal))];
    }
}
