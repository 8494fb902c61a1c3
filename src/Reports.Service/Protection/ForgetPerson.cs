using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>Forgets a person: that is recorded with a reason, and the key of the name destroyed.</summary>
/// <param name="Role">The role from now on; null for the one that there is.</param>
/// <param name="WithoutKey">True where the key was destroyed elsewhere, or lost.</param>
[Needs(Permission.Manage)]
public sealed record ForgetPerson(
    Ledger Ledger, SourceKeys Keys, string Id, string? Role, string Reason, string Author, Day On, bool WithoutKey) : IRequest<PersonIsForgotten>, IChecked
{
    void IChecked.Check()
    {
        Corrections.Reason.Require(Reason);
        if (Role is not null) PersonRules.CheckRole(Role);
    }
}

/// <param name="Recorded">Null when it had been recorded before, and only the key was still there.</param>
/// <param name="IsKeyDestroyed">False when there was no key here.</param>
public sealed record PersonIsForgotten(string Id, RecordedChange? Recorded, bool IsKeyDestroyed);

/// <summary>
/// Recorded first, destroyed second. The other way a failure in between would leave a name that nobody can read and no word of why,
/// for good. This way it leaves a key beside a ledger that says that the person is forgotten: reveal refuses it, the list of protected people
/// shows it, and forgetting again destroys it.
/// </summary>
internal sealed class ForgetPersonHandler(TimeProvider time) : IRequestHandler<ForgetPerson, PersonIsForgotten>
{
    public async Task<PersonIsForgotten> Handle(ForgetPerson request, CancellationToken cancellationToken)
    {
        var person = await PersonState.ReadAsync(request.Ledger, request.Id, cancellationToken);
        var hasKey = request.Keys.Has(request.Id);
        if (person.Forgotten is not null)
        {
            return hasKey
                ? new PersonIsForgotten(request.Id, null, request.Keys.Destroy(request.Id))
                : throw new RefusedException($"'{request.Id}' was forgotten already, and there is no key in {request.Keys.Path}");
        }

        if (!hasKey && !request.WithoutKey)
            throw new RefusedException(
                $"the key of '{request.Id}' is not in {request.Keys.Path}: --source-keys names the folder that has it, and --without-key records that it was destroyed elsewhere");
        var recorded = await new LedgerChange(request.Ledger, time, request.Author, request.On, policy: null).RecordAsync(
            async ledger =>
            {
                var current = await PersonState.ReadAsync(ledger, request.Id, cancellationToken);
                var forgotten = new PersonForgotten(request.Id, request.Role ?? current.Role, request.Reason);
                PersonRules.Check(forgotten, request.Id, current.Revision);
                return new PlannedChange(StreamName.Actor(request.Id), current.Revision, forgotten, current.LastEvent);
            },
            cancellationToken);
        return new PersonIsForgotten(request.Id, recorded, request.Keys.Destroy(request.Id));
    }
}
