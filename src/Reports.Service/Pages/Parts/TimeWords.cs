namespace Reports.Service.Pages.Parts;

/// <summary>Times as sources give them (EDTF), in words for people.</summary>
internal static class TimeWords
{
    /// <summary><c>2018-04-20 to 2018-04-21</c>, <c>since 2015-04</c>, <c>until 2018-03</c>, <c>about 2018-07-02</c>.</summary>
    /// <param name="edtf">As it was recorded.</param>
    public static string Say(string edtf) => edtf.Split('/') switch
    {
        ["..", ".."] => "no dates stated",
        ["" or "..", var end] => $"until {One(end)}",
        [var begin, "" or ".."] => $"since {One(begin)}",
        [var begin, var end] => $"{One(begin)} to {One(end)}",
        _ => One(edtf),
    };

    private static string One(string date) => date.Length > 0 && date[^1] is '~' or '?' or '%'
        ? (date[^1] switch { '~' => "about ", '?' => "perhaps ", _ => "perhaps about " }) + date[..^1] : date;
}
