using Reports.Projections.ControlStatus;

namespace Reports.Projections.Explaining;

/// <summary>What became of a fact, with the rule's number in the handbook. Part of the stable output.</summary>
internal static class FateTexts
{
    public static string Of(FateKind fate) => fate switch
    {
        FateKind.Stands => "counts",
        FateKind.Layer => "counts as a layer beside control",
        FateKind.Beside => "1: expected, beside the status and never in it",
        FateKind.NotRecorded => "1: recorded after the cut",
        FateKind.NotPublished => "1: published after the cut",
        FateKind.NotBegun => "1: begins after the date",
        FateKind.TakenOut => "1: corrected, retracted or withdrawn",
        FateKind.LeftOut => "left out",
        FateKind.Replaced => "2: replaced by a later statement of the same origin",
        FateKind.TakenBack => "2: taken back by a denial of the same origin",
        FateKind.Ended => "3: ended by a change",
        FateKind.Answered => "3: a denial answered by a later change, or by its own origin",
        FateKind.Past => "a siege that its source says has ended",
        FateKind.TooOld => "6: too old to say that it goes on",
        _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, "no fate of a fact"),
    };
}
