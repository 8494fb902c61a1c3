namespace Reports.Domain.Facts;

/// <summary>Where in the coded text a fact stands.</summary>
/// <param name="Paragraph">The n-th line of the text that is not blank, counted from 1.</param>
/// <param name="Characters">Zero-based range within the paragraph, end exclusive, in UTF-16 code units; null for all of it.</param>
public sealed record Locator(int Paragraph, (int From, int To)? Characters = null);
