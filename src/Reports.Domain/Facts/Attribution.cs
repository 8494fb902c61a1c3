using System.Collections.Immutable;

namespace Reports.Domain.Facts;

/// <summary>
/// The chain from whoever is said to know down to the outlet, which is the implied last link.
/// An empty chain is the outlet's own voice.
/// </summary>
/// <param name="Speakers">Ids of actors or outlets, origin first; at most <see cref="MaxSpeakers"/>.</param>
/// <param name="Lost">The outlet repeats somebody without saying whom: its voice is then not counted as independent.</param>
public sealed record Attribution(ImmutableArray<string> Speakers, bool Lost = false)
{
    public const int MaxSpeakers = 16;

    public static readonly Attribution OwnVoice = new([]);

    /// <summary>The first link: who is said to know. Two facts are independent when their origins differ.</summary>
    public string Origin(string outlet) => Speakers.IsDefaultOrEmpty ? outlet : Speakers[0];
}
