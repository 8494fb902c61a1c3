namespace Reports.Service.Tests.Importing;

/// <summary>UCDP GED for Syria, 2016 to 2019.</summary>
public sealed class UcdpTotalsTests(UcdpTotalsTests.Syria imported) : UcdpTotals(imported), IClassFixture<UcdpTotalsTests.Syria>
{
    public sealed class Syria() : Imported("ucdp_ged_syria_20160101_20191130.csv");
}
