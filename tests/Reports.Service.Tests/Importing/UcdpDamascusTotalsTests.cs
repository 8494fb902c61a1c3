namespace Reports.Service.Tests.Importing;

/// <summary>UCDP GED for Damascus and the country around it, 2016 to 2019.</summary>
public sealed class UcdpDamascusTotalsTests(UcdpDamascusTotalsTests.Damascus imported) : UcdpTotals(imported), IClassFixture<UcdpDamascusTotalsTests.Damascus>
{
    public sealed class Damascus() : Imported("ucdp_ged_damascus_rifdimashq_2016_2019.csv");
}
