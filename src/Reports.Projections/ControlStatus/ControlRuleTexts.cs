namespace Reports.Projections.ControlStatus;

/// <summary>The rule that decided a status, by its number in the handbook and in words. Part of the stable output.</summary>
internal static class ControlRuleTexts
{
    public const string Unknown = "6 unknown: no source reports control of the place or of a place around it";
    public const string NothingStands = "5 unknown: nothing that was reported still stands";
    public const string OnlyDenied = "5 unknown: it is only said who does not hold it";
    public const string Controlled = "5 controlled: one party holds it and nobody is reported to fight for it";
    public const string Contested = "5 contested: one party holds it and another entered";
    public const string ContestedByParts = "5 contested: opposed parties hold parts of it";
    public const string ContestedWithoutHolder = "5 contested: a party entered and nobody is reported to hold it";
    public const string Shared = "5 shared: the same origin says that several hold it";
    public const string SharedByParts = "5 shared: parties of one side hold parts of it";
    public const string Disputed = "5 disputed: independent origins name parties that exclude each other, and no change explains it";
    public const string DisputedByDenial = "5 disputed: an independent origin denies it";
    public const string Vacated = "5 vacated: the holder left and nobody is reported to have taken it";
}
