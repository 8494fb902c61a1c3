using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>A protected person as the stream says.</summary>
/// <param name="Person">As protected.</param>
/// <param name="Forgotten">Null while the person is not forgotten.</param>
/// <param name="LastEvent">The stream's last event.</param>
/// <param name="Revision">Its revision.</param>
internal sealed record PersonState(ProtectedPerson Person, PersonForgotten? Forgotten, Guid LastEvent, long Revision)
{
    public string Role => Forgotten?.Role ?? Person.Role;

    /// <exception cref="RefusedException">There is no such protected person.</exception>
    public static async Task<PersonState> ReadAsync(Ledger ledger, string id, CancellationToken cancellation)
    {
        PersonState? state = null;
        if (ProtectedPerson.IsId(id) && Slug.TryParse(id, out _))
            await foreach (var page in ledger.Log.ReadStreamAsync(StreamName.Actor(id), default, cancellation))
                foreach (var recorded in page.Events.ToArray())
                    state = EventReader.Default.Read(recorded) switch
                    {
                        PersonProtected e => new PersonState(e.Person, null, recorded.Id, recorded.Revision),
                        PersonForgotten e when state is not null => state with { Forgotten = e, LastEvent = recorded.Id, Revision = recorded.Revision },
                        _ => state,
                    };
        return state ?? throw new RefusedException($"there is no protected person '{SafeText.Show(id)}': 'reports protect list' has those that there are");
    }
}
