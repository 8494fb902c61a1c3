using Reports.Domain.Text;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>A fact as people name it: <c>source/fact</c>.</summary>
internal static class FactId
{
    /// <exception cref="RefusedException">No slash, or nothing before it.</exception>
    public static (string Source, string Key) Parse(string id)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return slash < 1
            ? throw new RefusedException($"'{SafeText.Show(id)}' is not a fact's id: write source/fact")
            : (id[..slash], id[(slash + 1)..]);
    }
}
