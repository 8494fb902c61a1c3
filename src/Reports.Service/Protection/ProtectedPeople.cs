using System.Security.Cryptography;
using MediatR;
using Reports.Domain.Gazetteer;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>The name of a protected person, for whoever has the key.</summary>
[Needs(Permission.Manage)]
public sealed record RevealPerson(Ledger Ledger, SourceKeys Keys, string Id) : IRequest<RevealedPerson>;

public sealed record RevealedPerson(string Id, string Role, SecretText Name);

/// <summary>Every protected person, with what is here of their keys.</summary>
[Needs(Permission.Manage)]
public sealed record GetProtectedPeople(Ledger Ledger, SourceKeys Keys) : IRequest<ProtectedPeople>;

/// <param name="People">In the order of their ids.</param>
/// <param name="KeysForNobody">Ids of keys that are here, and that the ledger knows nothing of: protecting was cut short, or they are another ledger's.</param>
public sealed record ProtectedPeople(IReadOnlyList<ListedPerson> People, IReadOnlyList<string> KeysForNobody);

/// <param name="Forgotten">Why; null for one who is not.</param>
/// <param name="HasKey">Whether the key is in the folder: of a forgotten person it should not be.</param>
public sealed record ListedPerson(string Id, string Role, string? Forgotten, bool HasKey);

internal sealed class ProtectedPeopleHandlers : IRequestHandler<RevealPerson, RevealedPerson>, IRequestHandler<GetProtectedPeople, ProtectedPeople>
{
    public async Task<RevealedPerson> Handle(RevealPerson request, CancellationToken cancellationToken)
    {
        var person = await PersonState.ReadAsync(request.Ledger, request.Id, cancellationToken);
        if (person.Forgotten is { } forgotten)
            throw new RefusedException(
                $"'{request.Id}' was forgotten: {forgotten.Reason}" + (request.Keys.Has(request.Id) ? "; the key is still there: 'reports forget' destroys it" : ""));
        var key = new byte[NameSeal.KeyBytes];
        try
        {
            request.Keys.Read(request.Id, key);
            return new RevealedPerson(request.Id, person.Role, NameSeal.Open(person.Person.SealedName, request.Id, key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public async Task<ProtectedPeople> Handle(GetProtectedPeople request, CancellationToken cancellationToken)
    {
        var listed = new List<ListedPerson>();
        foreach (var id in request.Ledger.Gazetteer.Actors.Keys.Where(ProtectedPerson.IsId).Order(StringComparer.Ordinal))
        {
            var person = await PersonState.ReadAsync(request.Ledger, id, cancellationToken);
            listed.Add(new ListedPerson(id, person.Role, person.Forgotten?.Reason, request.Keys.Has(id)));
        }

        return new ProtectedPeople(listed, [.. request.Keys.Ids().Except(listed.Select(p => p.Id), StringComparer.Ordinal)]);
    }
}
