using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Reports.Domain.Facts;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Running;

/// <summary>
/// Ids that several rows of one file share though each id should be of one row. Which row is right nobody knows, so that neither corrects
/// the other: the later one is a source of its own, with a number after the id, and flagged. Two rows that read the same are one. Holds 44
/// bytes a row. Not thread safe.
/// </summary>
internal sealed class RepeatedIds
{
    private readonly Dictionary<UInt128, UInt128> _first = [];
    private readonly Dictionary<UInt128, List<UInt128>> _later = [];

    /// <summary>The id under which the row is recorded.</summary>
    /// <param name="row">The row, which is flagged where an earlier one has its id.</param>
    /// <param name="id">What the row's source would be called.</param>
    /// <param name="version">Where a data set counts versions: the same id in another version is no repetition.</param>
    public string Of(CsvRow row, string id, string version = "")
    {
        var key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes($"{id} {version}".AsSpan()));
        var content = row.Digest();
        if (_first.TryAdd(key, content) || _first[key] == content) return id;
        row.Flag(FactFlag.ReusedCode);
        if (!_later.TryGetValue(key, out var later)) _later.Add(key, later = []);
        var at = later.IndexOf(content);
        if (at < 0)
        {
            at = later.Count;
            later.Add(content);
        }

        return Slugs.Of("", string.Create(CultureInfo.InvariantCulture, $"{id} repeated {at + 2}"));
    }
}
