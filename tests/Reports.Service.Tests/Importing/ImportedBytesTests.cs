using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reports.Service.Tests.Importing;

/// <summary>
/// What an import stores is a contract: the same file, at the same time, gives the same events with the same ids in the same order,
/// whichever way they went into the log. A digest that differs means that a second import of somebody's data would append it all again.
/// </summary>
public sealed class ImportedBytesTests
{
    [Fact]
    public async Task A_control_history_stores_the_events_that_it_always_stored()
    {
        await using var workspace = await Workspace.CreateAsync();
        // More than a batch, with new names in each: definitions stand before the sources that name them.
        var rows = Enumerable.Range(0, 9_000).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"Valley {n / 30},{2012 + (n % 9)}-{1 + (n % 12):00}-{1 + (n % 28):00},Group {n % 13}{(n % 7 == 0 ? "; Üger Front" : "")},{(n % 2 == 0 ? "took" : "")},Outlet {n / 200},{(n % 5 == 0 ? "\"said \"\"so\"\" \u0645\"" : "")}"));
        await workspace.ImportAsync("control", "place,date,controller,relation,source,note\n" + string.Join('\n', rows));
        Assert.Equal("19702 f5b23e91564c571a7c729afc0bb0fc2a", await DigestAsync(workspace));
    }

    [Fact]
    public async Task Events_of_a_data_set_and_of_its_later_edition_are_stored_as_they_always_were()
    {
        await using var workspace = await Workspace.CreateAsync();
        foreach (var edition in (int[])[1, 2])
        {
            await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(Enumerable.Range(1, 5_000).Select(n => UcdpFile.Row(
                n, b: n % 17, civilians: n % 3, articles: n % 4 == 0 ? "Reuters,2018-03-14,Clashes at the mill|SANA,2018-03-15,Say \"so\"" : "Reuters,2018-03-14,Clashes at the mill",
                original: n % 5 == 0 ? "SOHR, SANA" : "SOHR", where: $"Place {n / 9} town", sideB: $"Group {n / 400}", low: n % 11 == 0 ? 40 : null, wherePrec: 1 + (n % 5),
                best: edition == 2 && n % 500 == 0 ? 99 : null))));
            workspace.Time.Advance(TimeSpan.FromDays(365));
        }

        Assert.Equal("40839 7ddaf26851d11233811ae765b55c92c2", await DigestAsync(workspace));
    }

    [Fact]
    public async Task Versions_of_rows_and_withdrawals_are_stored_as_they_always_were()
    {
        await using var workspace = await Workspace.CreateAsync();
        const string Header = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,admin1,admin2,location,latitude,longitude,geo_precision,source,fatalities,timestamp\n";
        // Some events stand twice in one file: the later row corrects the earlier one.
        var rows = Enumerable.Range(0, 6_000).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"SYR{n % 5_500},2018-03-{1 + (n % 28):00},2018,{1 + (n % 3)},Battles,Armed clash,Mill Guard,Valley Council; Mill Union,3,Group {n % 40},NA,2,Syria,Southern,South {n % 6},Town {n % 90},33.1,36.1,{1 + (n % 3)},SOHR{(n % 4 == 0 ? "; SANA" : "")},{n % 23},{1520985600 + n}"));
        await workspace.ImportAsync("acled", Header + string.Join('\n', rows));
        await workspace.ImportAsync("acled-deleted", "event_id_cnty,deleted_timestamp\nSYR7,1530000000\nSYR9,1530000000\n");
        Assert.Equal("18155 35aed54a69116a2026cc68c7e61743e9", await DigestAsync(workspace));
    }

    /// <summary>The head, and the first half of SHA-256 over all that the log holds of each event, in its order.</summary>
    private static async Task<string> DigestAsync(Workspace workspace)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var number = new byte[8];
        await foreach (var page in workspace.Ledger.Log.ReadAllAsync())
            foreach (var recorded in page.Events.ToArray())
            {
                foreach (var part in (ReadOnlySpan<long>)[recorded.Position.Commit, recorded.Revision, recorded.Stream.Length, recorded.Data.Length, recorded.Metadata.Length])
                {
                    BinaryPrimitives.WriteInt64BigEndian(number, part);
                    digest.AppendData(number);
                }

                digest.AppendData(recorded.Stream.Span);
                digest.AppendData(Encoding.ASCII.GetBytes(recorded.TypeText));
                digest.AppendData(recorded.Id.ToByteArray(bigEndian: true));
                digest.AppendData(recorded.Data.Span);
                digest.AppendData(recorded.Metadata.Span);
            }

        var head = await workspace.Ledger.Log.HeadAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{head} {Convert.ToHexStringLower(digest.GetHashAndReset()[..16])}");
    }
}
