using System.Globalization;
using System.Text.Json;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>Reads features of GeoJSON and maps them to boundaries of places, batch by batch.</summary>
internal abstract class FeatureReading(GeoFeatures features, ImportNames names) : ImportReading
{
    private bool _isAtEnd;

    protected ImportNames Names { get; } = names;

    /// <summary>Of the feature that is mapped, from 1.</summary>
    protected long Number => features.Number;

    public override ImportBatch? Next()
    {
        var batch = TakeBatch();
        while (!batch.IsFull && Read(batch))
        {
            var line = (int)Math.Min(features.Line, int.MaxValue);
            batch.Rows++;
            batch.Characters += features.Length;
            var (property, problem) = ("", features.Problem ?? "");
            var boundary = features.Current is { } feature && problem.Length == 0 ? Map(feature, out property, out problem) : null;
            if (boundary is not null) batch.Boundaries.Add((boundary, line));
            else batch.Problems.Add(new RowProblem(features.Number, line, property, problem, ""));
        }

        batch.Definitions = Names.Take();
        batch.Bytes = features.BytesRead;
        return batch.Rows == 0 ? null : batch;
    }

    /// <summary>The boundary that a feature is; null with the property that is wrong, and why.</summary>
    protected abstract PlaceBoundary? Map(JsonElement feature, out string property, out string problem);

    /// <summary>The values of a feature's properties by name; capitals do not matter.</summary>
    protected static Dictionary<string, JsonElement> Properties(JsonElement feature)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        if (feature.TryGetProperty("properties", out var values) && values.ValueKind == JsonValueKind.Object)
            foreach (var property in values.EnumerateObject())
                properties.TryAdd(property.Name, property.Value);
        return properties;
    }

    /// <summary>The value of the first of several properties that the feature has, as one line of text; empty where it has none.</summary>
    protected static bool TryText(Dictionary<string, JsonElement> properties, IEnumerable<string> names, int maxLength, out string text, out string problem)
    {
        (text, problem) = ("", "");
        foreach (var name in names)
        {
            if (!properties.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null) continue;
            text = (value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).Trim();
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number) return SafeText.TryCheck(text, maxLength, out problem);
            problem = "a text was expected";
            return false;
        }

        return true;
    }

    protected override void Dispose(bool disposing) => features.Dispose();

    /// <summary>What cannot be told apart into features is one rejected row: what stands before it is taken.</summary>
    private bool Read(ImportBatch batch)
    {
        try
        {
            return !_isAtEnd && features.Next();
        }
        catch (RefusedException e)
        {
            _isAtEnd = true;
            batch.Rows++;
            batch.Problems.Add(new RowProblem(features.Number + 1, features.Line, "", string.Create(CultureInfo.InvariantCulture, $"the rest of the file was not read: {e.Message}"), ""));
            return false;
        }
    }
}
