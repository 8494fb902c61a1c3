using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Hosting;
using Reports.Service.Http;
using Reports.Service.Ledgers;
using Reports.Service.Pages.Frame;
using Reports.Service.Queries;

namespace Reports.Service.Pages;

/// <summary>A request for a page: what was asked, checked, and the cut that it comes to.</summary>
internal sealed class PageCall
{
    /// <summary>Items of a list on one page.</summary>
    public const int PageSize = 50;

    private PageCall(ApiCall call, Cut cut, Policy? policy)
    {
        (Call, Cut, AskedPolicy) = (call, cut, policy);
        Policy = policy ?? Ledger.Views.PolicyAt(cut);
        Names = Ledger.Views.Gazetteer(cut.At);
        Asked = new AskedCut(call.Text("on"), call.Text("publishedBy"), call.Text("at"), call.Text("recordedBy"), call.Text("policy"));
    }

    public ApiCall Call { get; }

    public Ledger Ledger => Call.Ledger;

    public IMediator Mediator => Call.Mediator;

    public CancellationToken Cancellation => Call.Cancellation;

    /// <summary>The cut that was resolved; its position is always given.</summary>
    public Cut Cut { get; }

    /// <summary>What use cases take: every part of the cut is said, so that all of a page is of one position.</summary>
    public CutRequest CutRequest => new(Cut.On, Cut.PublishedBy, Cut.At);

    /// <summary>The policy that was named; null for the one in force.</summary>
    public Policy? AskedPolicy { get; }

    public Policy Policy { get; }

    /// <summary>The gazetteer at the cut.</summary>
    public GazetteerTree Names { get; }

    /// <summary>The parts of the cut that were asked for, as they were written: links carry these on and no others.</summary>
    public AskedCut Asked { get; }

    /// <summary>The number of the page of a list, from 1.</summary>
    public int PageNumber => (int)(Call.Number("page", 1, int.MaxValue / PageSize) ?? 1);

    public ServerOptions Options => Call.Context.RequestServices.GetRequiredService<ServerOptions>();

    /// <summary>True where the reader could do something: what would be refused is not offered.</summary>
    public bool May(Permission permission)
    {
        try
        {
            Call.Context.RequestServices.GetRequiredService<AccessControl>().Demand(Call.Caller, permission);
            return true;
        }
        catch (AccessException)
        {
            return false;
        }
    }

    /// <summary>The parameter that <see cref="PageNumber"/> reads.</summary>
    public static ApiParameter PageParameter { get; } = new("page", "The page of the list, from 1.", "int64");

    public static async Task<PageCall> OfAsync(ApiCall call) =>
        new(call, await call.Cut().ResolveAsync(call.Ledger, call.Time, call.Cancellation), call.Policy());
}
