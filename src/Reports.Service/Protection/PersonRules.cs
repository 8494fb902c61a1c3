using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Corrections;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>What a protected person's stream may hold: that the person is protected, once, and that the person is forgotten, once.</summary>
internal static class PersonRules
{
    /// <param name="event">What is to be appended.</param>
    /// <param name="id">The actor that the stream is of.</param>
    /// <param name="revision">The stream's last revision; −1 while it has none.</param>
    /// <exception cref="RefusedException">It is not that.</exception>
    public static void Check(LedgerEvent @event, string id, long revision)
    {
        var (person, role) = @event switch
        {
            PersonProtected e => (e.Person.Id, e.Person.Role),
            PersonForgotten e => (e.Id, e.Role),
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "nothing about a protected person"),
        };
        if (person != id) throw new RefusedException($"it is about another one than the stream of '{SafeText.Show(id)}'");
        if (!ProtectedPerson.IsId(id) || !Slug.TryParse(id, out _))
            throw new RefusedException($"'{SafeText.Show(id)}' is no id of a protected person: those begin with '{ProtectedPerson.IdPrefix}'");
        CheckRole(role);
        if (@event is PersonProtected { Person.SealedName: var sealedName } && !NameSeal.IsSealed(sealedName))
            throw new RefusedException($"sealedName: a sealed name is {NameSeal.Characters} characters of base64");
        if (@event is PersonForgotten { Reason: var reason }) Reason.Check(reason);
        switch (@event, revision)
        {
            case (PersonProtected, >= 0): throw new RefusedException($"'{id}' is protected already");
            case (PersonForgotten, < 0): throw new RefusedException($"there is no protected person '{id}'");
            case (PersonForgotten, > 0): throw new RefusedException($"'{id}' was forgotten already");
        }
    }

    /// <exception cref="RefusedException">Empty, too long, or with characters that no text has.</exception>
    public static void CheckRole(string role)
    {
        if (role.Trim().Length == 0) throw new RefusedException("a role is needed: what everybody may know, such as 'activist in Yarmouk'");
        if (!SafeText.TryCheck(role, ProtectedPerson.MaxRoleCharacters, out var problem)) throw new RefusedException($"the role has {problem}");
    }
}
