using Reports.Service.Queries;

namespace Reports.Service.Tests.Importing;

/// <summary>OCHA place lists, with places that we invented, and the public list of Syria.</summary>
public sealed class CodPlacesTests
{
    private const string Header = "adm1_en,adm1_ar,adm1_pcode,adm2_en,adm2_ar,adm2_pcode,adm3_en,adm3_ar,adm3_pcode,adm4_en,adm4_ar,adm4_pcode,type,lon,lat\n";

    [Fact]
    public async Task A_row_defines_its_place_within_its_units_and_names_that_places_share_are_told()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", "places: [{ id: south, name: South, kind: governorate, pcode: XX01 }]"));
        const string Text = Header
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,Old Mill,المطحنة,C1,C,36.1,33.1\n"
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,Upper Mill,,C2,C,36.2,33.2\n"
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,Other,,C2,C,36.2,33.2\n"
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,\"Two\nlines\",,C3,C,36.2,33.2\n"
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,Old Mill,المطحنة,C1,N,36.3,33.3\n";
        var report = await workspace.ImportAsync("cod-places", Text);

        Assert.Equal((5, 2, 3, 4, 0), (report.Rows, report.Taken, report.Rejected, report.NewPlaces, report.NewSources));
        var place = workspace.Ledger.Gazetteer.Places["cod-c2"];
        Assert.Equal(("Upper Mill", "village", "cod-xx010100", "C2", 33.2), (place.Name, place.Kind, place.Within, place.Pcode, place.Point!.Value.Lat));
        Assert.Equal(["cod-c2", "cod-xx010100", "cod-xx0101", "south"], workspace.Ledger.Gazetteer.SelfAndAncestors("cod-c2").Select(p => p.Id));
        Assert.Equal(["المطحنة"], workspace.Ledger.Gazetteer.Places["cod-c1"].Aliases);
        Assert.Contains("'Mill' names 'cod-xx0101' and 'cod-xx010100'", report.Ambiguous);
        Assert.Equal(["adm4_pcode", "adm4_en", "type"], report.Problems.Select(p => p.Column));
        var again = await workspace.ImportAsync("cod-places", Text);
        Assert.Equal((again.From, 0), (again.To, again.NewPlaces));
    }

    [Fact]
    public async Task Columns_of_other_versions_and_other_levels_are_read_whatever_their_capitals()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("cod-places", "ADM1_EN,ADM1_AR,ADM1_PCODE,center_lat,center_lon\nSouth,جنوب,XX01,33.5,36.5\n");
        var report = await workspace.ImportAsync(
            "cod-places",
            "neighborho,neighbor_1,neighbor_2,adm4_en,adm4_ar,adm4_pcode,adm1_name,adm1_name1,adm1_pcode,areaname_e,areaname_a,areapcode\n"
            + "Lower Weir,السد,N1,Weir,,C9,South,جنوب,XX01,Weirside,,A1\n"
            + "Upper Weir,,N2,Weir,,C9,South,جنوب,XX01,,,\n");

        Assert.Equal((2, 0, 4), (report.Rows, report.Rejected, report.NewPlaces));
        var places = workspace.Ledger.Gazetteer;
        Assert.Equal(("governorate", 33.5), (places.Places["cod-xx01"].Kind, places.Places["cod-xx01"].Point!.Value.Lat));
        Assert.Equal(["cod-n1", "cod-a1", "cod-c9", "cod-xx01"], places.SelfAndAncestors("cod-n1").Select(p => p.Id));
        Assert.Equal(["cod-n2", "cod-c9", "cod-xx01"], places.SelfAndAncestors("cod-n2").Select(p => p.Id));
        Assert.Equal(["السد"], places.Places["cod-n1"].Aliases);
    }

    [Theory]
    [InlineData("name,code\nSouth,XX01\n", "no list of administrative units: it has none of the columns adm1_pcode to adm4_pcode, or of a neighbourhood's code")]
    [InlineData("adm2_pcode,name\nXX0101,South\n", "the file has codes in 'adm2_pcode' and no names for them: the column 'adm2_en' or 'adm2_name' is missing")]
    public async Task What_is_no_list_of_units_is_refused(string text, string expected)
    {
        await using var workspace = await Workspace.CreateAsync();
        Assert.Equal(expected, (await Assert.ThrowsAsync<RefusedException>(() => workspace.ImportAsync("cod-places", text))).Message);
    }

    /// <summary>Each row that is taken is one place, by the pattern of its p-code; the other places are the units around them.</summary>
    [Theory]
    [InlineData("syr_admin1.csv", 14, 14, 0, "SY..")]
    [InlineData("syr_admin2.csv", 62, 76, 0, "SY....")]
    [InlineData("syr_admin3.csv", 272, 348, 0, "SY......")]
    [InlineData("syr_neighborhoods.csv", 414, 478, 1, "N....")]
    [InlineData("syria_places_pcodes.csv", 8_007, 7_938, 415, "C....")]
    public async Task Every_row_of_the_public_lists_of_Syria_is_a_place_or_rejected(string name, int rows, int places, int rejected, string pcode)
    {
        var input = SharedData.InputOf(name);
        await using var workspace = await Workspace.CreateAsync(withGazetteer: false);
        var report = await workspace.ImportAsync("cod-places", input);

        Assert.Equal((rows, rejected), (report.Rows, report.Rejected));
        var defined = workspace.Ledger.Gazetteer.Places.Values.ToList();
        Assert.Equal((places, places), (report.NewPlaces, defined.Count));
        Assert.Equal(rows - rejected, defined.Count(p => p.Pcode![0] == pcode[0] && p.Pcode.Length == pcode.Length));
        Assert.Equal(name == "syr_admin1.csv" ? 0 : 1, Math.Sign(report.Ambiguous.Count));
        Assert.Equal(report.To, (await workspace.ImportAsync("cod-places", SharedData.InputOf(name))).To);
    }
}
