namespace Reports.Service.Importing.Records;

/// <summary>What a file to import may have at most. A row beyond is told of by its number; memory stays bounded by these.</summary>
public static class ImportLimits
{
    /// <summary>Characters of one row, quotes included.</summary>
    public const int RowCharacters = 1024 * 1024;

    /// <summary>Characters of one field.</summary>
    public const int FieldCharacters = 64 * 1024;

    public const int Columns = 1_000;

    /// <summary>Bytes of one feature of GeoJSON, white space included.</summary>
    public const int FeatureBytes = 4 * 1024 * 1024;

    public const int Rows = 100_000_000;

    /// <summary>Distinct names of places, actors and outlets that one file may define.</summary>
    public const int Definitions = 500_000;

    /// <summary>Rows that are mapped, checked and appended together.</summary>
    internal const int RowsTogether = 4_096;

    /// <summary>Facts that are appended together.</summary>
    internal const int FactsTogether = 20_000;

    /// <summary>Characters of rows that are appended together.</summary>
    internal const int CharactersTogether = 4 * 1024 * 1024;

    /// <summary>What a bounded report tells of each kind.</summary>
    internal const int Told = 20;
}
