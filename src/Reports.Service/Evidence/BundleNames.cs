using System.Globalization;

namespace Reports.Service.Evidence;

/// <summary>The names of the files of a bundle.</summary>
internal static class BundleNames
{
    public const string Manifest = "manifest.json";
    public const string Readme = "README.txt";
    public const string Report = "report.html";
    public const string Question = "question.json";
    public const string View = "view.json";
    public const string Facts = "facts.json";
    public const string Sources = "sources.json";
    public const string Corrections = "corrections.json";
    public const string Gazetteer = "gazetteer.json";
    public const string Policy = "policy.json";
    public const string Explanation = "explanation.json";
    public const string History = "history.json";
    public const string Provenance = "prov.json";
    public const string Checkpoint = "checkpoint";
    public const string FirstKey = "keys/log.vkey";
    public const string Earlier = "earlier/checkpoint";
    public const string Growth = "earlier/growth.proof";

    private const string Events = "events/";
    public const string DataEnd = ".data.json";
    public const string MetadataEnd = ".metadata.json";
    public const string EntryEnd = ".entry";
    public const string ProofEnd = ".tlog-proof";

    public static string Rotation(int number) => string.Create(CultureInfo.InvariantCulture, $"keys/rotation-{number}.note");

    /// <summary>The name of an event's files without their endings: twelve digits, so that names are in log order.</summary>
    public static string Event(long position) => string.Create(CultureInfo.InvariantCulture, $"{Events}{position:D12}");

    public static bool IsEntry(string name) => name.StartsWith(Events, StringComparison.Ordinal) && name.EndsWith(EntryEnd, StringComparison.Ordinal);
}
