using System.Globalization;

namespace Reports.Service.Tests.Importing;

/// <summary>Rows in the shape of UCDP GED, of events that never were.</summary>
internal static class UcdpFile
{
    public const string Header =
        "id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a_new_id,side_a,side_b_new_id,gwnob,side_b,number_of_sources,"
        + "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,"
        + "country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high";

    /// <summary>One row; what is not given is the same in all.</summary>
    public static string Row(
        int id, string start = "2018-03-13", string? end = null, int year = 2018, int type = 1, string sideA = "Government of Syria", string sideB = "Northern Shields",
        string articles = "Reuters,2018-03-14,Clashes at the mill", string original = "SOHR", int wherePrec = 1, string where = "Qadam neighborhood", string adm1 = "Damascus city",
        string adm2 = "", int clarity = 1, int datePrec = 1, int a = 0, int b = 0, int civilians = 0, int unknown = 0, int? low = null, int? best = null, int? high = null) =>
        string.Create(CultureInfo.InvariantCulture, $"""
            {id},{year},1,{type},9001,"Invented: Government",9002,"{sideA} - {sideB}",118,"{sideA}",{7000 + sideB.Length},,"{sideB}",1,"{Quoted(articles)}",x,x,x,"{original}",{wherePrec},"{where}","{adm1}","{adm2}",33.48,36.29,POINT,1,Syria,652,Middle East,{clarity},{datePrec},{start},{end ?? start},{a},{b},{civilians},{unknown},{low ?? a + b + civilians + unknown},{best ?? a + b + civilians + unknown},{high ?? a + b + civilians + unknown}
            """);

    public static string Of(params IEnumerable<string> rows) => Header + "\n" + string.Join("\n", rows) + "\n";

    /// <summary>As the data set quotes several citations in one field.</summary>
    private static string Quoted(string articles) => string.Join(";", articles.Split('|').Select(a => "\"\"" + a.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"\""));
}
