using System.Globalization;

namespace Reports.Benchmarks.Generation;

/// <summary>A file to import.</summary>
/// <param name="Name">In words.</param>
/// <param name="Format">As <c>reports import</c> has it.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Rows">Without the header.</param>
public sealed record DataSet(string Name, string Format, string Path, long Rows);

/// <summary>Files in the shape of the field's data sets.</summary>
public static class DataSets
{
    private const string UcdpFile = "ucdp_ged_syria_20160101_20191130.csv";
    private const long UcdpRows = 16_566;

    /// <summary>Who held which valley when: a source and a fact a row.</summary>
    public static DataSet Control(string folder, long rows)
    {
        var path = System.IO.Path.Combine(folder, "history.csv");
        using var writer = new StreamWriter(path);
        writer.WriteLine("place,date,controller,source");
        for (var row = 0L; row < rows; row++)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Valley {row % 997},{2000 + (row / 12_000 % 25)}-{1 + (row / 1_000 % 12):00}-{1 + (row % 28):00},Group {row % 13},Outlet {row % 501}"));
        return new DataSet("control history", "control", path, rows);
    }

    /// <summary>Events in the columns of ACLED: a source and two facts a row.</summary>
    public static DataSet Acled(string folder, long rows)
    {
        var path = System.IO.Path.Combine(folder, "acled.csv");
        using var writer = new StreamWriter(path);
        writer.WriteLine(
            "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,"
            + "region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp");
        for (var row = 0L; row < rows; row++)
        {
            var year = 2018 + (row / 20_000 % 6);
            var town = row % 1_499;
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"SYR{row + 1},{year}-{1 + (row / 1_500 % 12):00}-{1 + (row % 28):00},{year},{1 + (row % 3)},Political violence,Battles,Armed clash,Group {row % 41},{(row % 4 == 0 ? $"Union {row % 29}; Council {row % 31}" : "")},3,"
                + $"Brigade {row % 37},,2,23,,760,Middle East,Syria,South {town % 61 % 14},District {town % 61},,Town {town},33.{town % 97},36.{town % 89},{1 + (row % 3)},Monitor {row % 211},Other,"
                + $"\"On that day, armed men of Group {row % 41} and Brigade {row % 37} fought near Town {town}; {row % 23} were reported killed.\",{row % 23},,{1_546_300_800 + (row * 60)}"));
        }

        return new DataSet("ACLED", "acled", path, rows);
    }

    /// <summary>The events of UCDP GED in Syria, which are no part of the repository; null where nobody has put them.</summary>
    public static DataSet? Ucdp()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            if (System.IO.Path.Combine(folder, "shared", "data", UcdpFile) is var path && File.Exists(path))
                return new DataSet("UCDP GED", "ucdp-ged", path, UcdpRows);
        return null;
    }
}
