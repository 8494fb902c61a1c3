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
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,Upper Mill,,C2,N,36.2,33.2\n"
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,Other,,C2,N,36.2,33.2\n"
            + "South,جنوب,XX01,Mill,مطحنة,XX0101,Mill,مطحنة,XX010100,\"Two\nlines\",,C3,N,36.2,33.2\n";
        var report = await workspace.ImportAsync("cod-places", Text);

        Assert.Equal((4, 2, 2, 4, 0), (report.Rows, report.Taken, report.Rejected, report.NewPlaces, report.NewSources));
        var place = workspace.Ledger.Gazetteer.Places["cod-c2"];
        Assert.Equal(("Upper Mill", "neighbourhood", "cod-xx010100", "C2", 33.2), (place.Name, place.Kind, place.Within, place.Pcode, place.Point!.Value.Lat));
        Assert.Equal(["cod-c2", "cod-xx010100", "cod-xx0101", "south"], workspace.Ledger.Gazetteer.SelfAndAncestors("cod-c2").Select(p => p.Id));
        Assert.Equal(["المطحنة"], workspace.Ledger.Gazetteer.Places["cod-c1"].Aliases);
        Assert.Contains("'Mill' names 'cod-xx0101' and 'cod-xx010100'", report.Ambiguous);
        Assert.Equal(["adm4_pcode", "adm4_en"], report.Problems.Select(p => p.Column));
        var again = await workspace.ImportAsync("cod-places", Text);
        Assert.Equal((again.From, 0), (again.To, again.NewPlaces));
    }

    [Fact]
    public async Task Every_place_of_the_public_list_is_defined_or_rejected()
    {
        var input = SharedData.InputOf("syria_places_pcodes.csv");
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("cod-places", input);
        Assert.Equal(8_007, report.Rows);
        Assert.Equal(report.NewPlaces, workspace.Ledger.Gazetteer.Places.Values.Count(p => p.Pcode is not null));
        Assert.InRange(report.Rejected, 0, 100);
        Assert.True(report.Ambiguous.Count > 0);
    }
}
