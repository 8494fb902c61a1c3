using System.Globalization;
using Reports.Domain.Text;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>Where the columns of a format stand in a file. Capitals do not matter: versions of a data set differ in them.</summary>
internal sealed class CsvColumns
{
    private const int MissingTold = 5;

    private readonly Dictionary<string, int> _ordinals = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="RefusedException">A column that the format needs is not there.</exception>
    public CsvColumns(string file, string format, IReadOnlyList<string> header, IReadOnlyList<MappedColumn> columns)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i].Length > 0)
                _ordinals.TryAdd(header[i], i);
        var names = columns.SelectMany(c => c.Names.Select(n => (Name: n, c.IsRequired))).ToList();
        var missing = names.Where(n => n.IsRequired && !_ordinals.ContainsKey(n.Name)).Select(n => n.Name).ToList();
        if (missing.Count > 0)
        {
            var near = NameKey.Closest(missing[0], header, 1);
            var others = ImportFormats.Like(header);
            throw new RefusedException(
                $"{file}: no file of the format '{format}': the columns {string.Join(", ", missing.Take(MissingTold).Select(m => $"'{m}'"))}"
                + (missing.Count > MissingTold ? string.Create(CultureInfo.InvariantCulture, $" and {missing.Count - MissingTold} more") : "") + " are missing"
                + (others.Count > 0 ? $" (it has those of {string.Join(", ", others.Select(o => $"'{o}'"))})" : near.Count > 0 ? $" (there is '{SafeText.Show(near[0])}')" : ""));
        }

        Unread = [.. header.Where(h => h.Length > 0 && !names.Exists(n => n.Name.Equals(h, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Columns of the file that the format does not know.</summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>Where the column stands; −1 where it does not, which reads as empty.</summary>
    public int this[string name] => _ordinals.GetValueOrDefault(name, -1);

    /// <summary>Where the first of several columns stands that the file has; −1 where it has none.</summary>
    public int First(IEnumerable<string> names) => names.Select(n => this[n]).FirstOrDefault(c => c >= 0, -1);
}
