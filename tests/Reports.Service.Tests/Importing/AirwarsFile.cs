using System.Globalization;
using System.Text;
using Reports.Service.Importing;

namespace Reports.Service.Tests.Importing;

/// <summary>Rows in the shape of Airwars' tables, of incidents that never were.</summary>
internal static class AirwarsFile
{
    public const string Header =
        "sequence,incident_code,airwars_id,url,date,date_end,date_type,local_time,published,last_modified,location_en,location_ar,region,governorate,lat,lon,location_accuracy,"
        + "belligerents,strike_type,strike_status,harm_reported,grading,incident_status,total_strikes,civ_killed_min,civ_killed_max,civ_injured_min,civ_injured_max,"
        + "children_killed_min,children_killed_max,women_killed_min,women_killed_max,men_killed_min,men_killed_max,mil_killed_min,mil_killed_max,"
        + "first_reported_date,first_reporter,first_report_url,n_sources,previous_codes\n";

    public const string Sources = "sequence,incident_code,source_order,source_name,author,platform_language,source_url,archive_url\n";

    public const string Belligerents =
        "sequence,incident_code,belligerent,type,assessment,conceded_killed_min,conceded_killed_max,conceded_injured_min,conceded_injured_max,statement_url\n";

    /// <summary>One incident; what is not given is the same in all.</summary>
    public static string Row(
        int sequence, string code, string former = "", string date = "2018-03-13", string end = "", string published = "2018-03-20", string region = "Damascus", string location = "Qadam",
        string accuracy = "neighbourhood_area", string belligerents = "U.S.-led Coalition", string type = "Airstrike", string harm = "Yes", string grading = "Fair", string strikes = "",
        string killed = "2,3", string injured = ",", string children = ",", string women = ",", string men = ",", string combatants = ",") =>
        string.Create(CultureInfo.InvariantCulture, $"""
            {sequence},{code},{9000 + sequence},https://airwars.org/{sequence},{date},{end},date,,{published},2024-01-01,"{location}",القدم,{region},,33.47,36.29,{accuracy},"{belligerents}",{type},Likely strike,{harm},"{grading}",Researched,{strikes},{killed},{injured},{children},{women},{men},{combatants},,,,0,{former}

            """);

    public static ImportInput Input(string name, string text) => new(name, text.Length, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
