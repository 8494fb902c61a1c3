using System.Security.Cryptography;
using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>Protects a person: a key is made, the name sealed under it, and the person defined as an actor who is shown by role.</summary>
/// <param name="Role">What everybody may know.</param>
[Needs(Permission.Manage)]
public sealed record ProtectPerson(Ledger Ledger, SourceKeys Keys, SecretText Name, string Role, string Author, Day On) : IRequest<PersonIsProtected>, IChecked
{
    void IChecked.Check() => PersonRules.CheckRole(Role);
}

/// <param name="Id">What source files name in <c>by</c>.</param>
public sealed record PersonIsProtected(string Id, RecordedChange Recorded);

internal sealed class ProtectPersonHandler(TimeProvider time, FillRandom random) : IRequestHandler<ProtectPerson, PersonIsProtected>
{
    /// <summary>100 bits: nobody meets an id twice, nor guesses one.</summary>
    private const int IdCharacters = 20;

    public async Task<PersonIsProtected> Handle(ProtectPerson request, CancellationToken cancellationToken)
    {
        var id = NewId();
        var recorded = await new LedgerChange(request.Ledger, time, request.Author, request.On, policy: null).RecordAsync(
            _ => Task.FromResult(new PlannedChange(StreamName.Actor(id), -1, new PersonProtected(Seal(request, id)), null)), cancellationToken);
        return new PersonIsProtected(id, recorded);
    }

    /// <summary>The key is durable before the ledger has what it seals: a key for nothing harms nobody, a name without its key is lost.</summary>
    private ProtectedPerson Seal(ProtectPerson request, string id)
    {
        Span<byte> key = stackalloc byte[NameSeal.KeyBytes];
        try
        {
            random(key);
            var sealedName = NameSeal.Seal(request.Name, id, key, random);
            request.Keys.Add(id, key);
            return new ProtectedPerson { Id = id, Role = request.Role, SealedName = sealedName };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private string NewId()
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
        Span<byte> chance = stackalloc byte[IdCharacters];
        random(chance);
        Span<char> id = stackalloc char[IdCharacters];
        for (var i = 0; i < id.Length; i++) id[i] = Letters[chance[i] % Letters.Length];
        return ProtectedPerson.IdPrefix + id.ToString();
    }
}
