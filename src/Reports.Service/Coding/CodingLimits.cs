namespace Reports.Service.Coding;

/// <summary>What a file may have at most. Beyond, it is refused with a clear error before more of it is read.</summary>
public static class CodingLimits
{
    public const long FileBytes = 16 * 1024 * 1024;

    public const int Depth = 16;

    public const int Nodes = 1_000_000;

    public const int ScalarCharacters = 64 * 1024;

    public const int TitleCharacters = 500;

    public const int NameCharacters = 200;

    public const int NoteCharacters = 4_000;

    public const int UrlCharacters = 2_000;

    public const int ListItems = 1_000;

    /// <summary>Errors told of one file.</summary>
    public const int Errors = 200;
}
