using System.Globalization;

namespace Reports.Service.Coding;

/// <summary>One thing that is wrong with a file, and where.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">The place in the document: <c>facts[2].figure.quantity</c>.</param>
/// <param name="Message">What is wrong and, where it can be said, what to do.</param>
public sealed record CodingError(string File, int Line, int Column, string Path, string Message)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {(Path.Length == 0 ? "" : Path + ": ")}{Message}");
}
