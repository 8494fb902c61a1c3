using System.Globalization;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;

namespace Reports.Service.Output;

/// <summary>What was recorded, in one sentence, for people.</summary>
public static class FactSentences
{
    /// <summary>What an event says: the fact that it reports, why it ends one, or what it defines.</summary>
    public static string Say(LedgerEvent @event, GazetteerTree names) => @event switch
    {
        FactCorrected e => $"corrected: {Say(e.Replacement, names)}; because: {e.Reason}",
        { Reported: { } fact } => Say(fact, names),
        FactRegraded e => $"graded {e.Grade?.ToString() ?? "none"}: {e.Reason}",
        FactRetracted e => $"retracted: {e.Reason}",
        SourceWithdrawn e => $"source withdrawn: {e.Reason}",
        SourceReported e => e.Source.Title,
        SourceCorrected e => $"source corrected: {e.Reason}",
        PlaceDefined e => $"place defined: {e.Place.Name}",
        ActorDefined e => $"actor defined: {e.Actor.Name}",
        { Reconciled: { Form: ReconciliationForm.Merge } e } => $"{e.Id} merged into {names.NameOf(e.Into)}: {@event.ReconciledBecause}",
        { Reconciled: { Form: ReconciliationForm.Unmerge } e } => $"{e.Into} is no longer merged into {names.NameOf(e.Id)}: {@event.ReconciledBecause}",
        { Reconciled: { } e } => $"{Facts(e.Facts.Length)} of {names.NameOf(e.Id)} {(e.Facts.Length == 1 ? "is" : "are")} about {names.NameOf(e.Into)}: {@event.ReconciledBecause}",
        PersonProtected e => $"person protected: {e.Person.Role}",
        PersonForgotten e => $"person forgotten: {e.Role}; because: {e.Reason}",
        PolicyAdopted e => $"policy adopted: {e.Policy.Name}; because: {e.Reason}",
        OutletDefined e => $"outlet defined: {e.Outlet.Name}",
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "not an event of the ledger"),
    };

    private static string Facts(int count) => count == 1 ? "1 fact" : string.Create(CultureInfo.InvariantCulture, $"{count} facts");

    /// <summary><c>ISIL entered qadam, 2018-03-20, a part of it; according to SOHR, paragraph 3, B2</c>.</summary>
    public static string Say(Fact fact, GazetteerTree names)
    {
        var what = fact switch
        {
            ControlFact c => $"{names.NameOf(c.Actor)} {Relations.Vocabulary.Word(c.Relation)} {names.NameOf(c.Place)}, {c.On.Text}"
                + (c.Extent == Extent.Unstated ? "" : $", {Extents.Vocabulary.Word(c.Extent)}"),
            FigureFact f => $"{f.Quantity} {Measures.Vocabulary.Word(f.Measure)}, {f.Window.Text}",
            IncidentFact i => $"{IncidentKinds.Vocabulary.Word(i.Kind)}, {i.On.Text}",
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "no kind of fact"),
        };
        var stance = fact.Stance == Stance.Asserted ? "" : $"{Stances.Vocabulary.Word(fact.Stance)}: ";
        var by = fact.By.Lost ? "; attribution lost" : fact.By.Speakers.IsEmpty ? "" : $"; according to {names.SpeakerName(fact.By.Speakers[0])}";
        var at = fact.At is { } locator ? string.Create(CultureInfo.InvariantCulture, $", paragraph {locator.Paragraph}") : "";
        return stance + what + by + at + (fact.Grade is { } grade ? $", {grade}" : "");
    }

    /// <summary>What a fact claims, without who says so: <c>Government holds Qadam (whole), 2018-03-13</c>.</summary>
    public static string Claim(Fact fact, GazetteerTree names)
    {
        var says = fact switch
        {
            ControlFact c => $"{names.NameOf(c.Actor)} {Relations.Vocabulary.Word(c.Relation)} {names.NameOf(c.Place)}{(c.Extent == Extent.Unstated ? "" : $" ({Extents.Vocabulary.Word(c.Extent)})")}, {c.On}",
            FigureFact f => $"{f.Quantity} {Measures.Vocabulary.Word(f.Measure).Replace('-', ' ')}{(f.Population == Population.All ? "" : $", {Populations.Vocabulary.Word(f.Population)}")}{(f.Modality == Modality.Actual ? "" : ", planned")}, {Scopes.Vocabulary.Word(f.Scope)} of {names.NameOf(f.About)}, {f.Window}",
            IncidentFact i => $"{IncidentKinds.Vocabulary.Word(i.Kind)} {i.Key}, {i.On}",
            _ => fact.Key,
        };
        return fact.Stance == Stance.Asserted ? says : $"{Sentences.Capital(Stances.Vocabulary.Word(fact.Stance))}: {says}";
    }
}
