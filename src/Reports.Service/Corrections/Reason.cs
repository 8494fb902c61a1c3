using Reports.Domain.Text;
using Reports.Service.Coding;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>Why something is changed, in the words of whoever does it: never empty, and safe to print.</summary>
internal static class Reason
{
    /// <exception cref="RefusedException">Empty, too long, or with characters that no text has.</exception>
    public static void Require(string reason)
    {
        if (Problem(reason) is { } problem) throw new RefusedException(reason.Length == 0 ? problem : $"the reason has {problem}");
    }

    /// <summary>The same for the property of an event.</summary>
    /// <exception cref="RefusedException">Empty, too long, or with characters that no text has.</exception>
    public static void Check(string reason)
    {
        if (Problem(reason) is { } problem) throw new RefusedException($"reason: {problem}");
    }

    private static string? Problem(string reason) =>
        reason.Length == 0 ? "a reason is needed"
        : SafeText.TryCheck(reason, CodingLimits.NoteCharacters, out var problem) ? null : problem;
}
